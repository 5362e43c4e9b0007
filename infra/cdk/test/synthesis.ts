import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';

import { addSystems } from '../lib/systems';

/** A folder with an empty archive for each architecture, in the place of what `make package` builds. */
export const zipFolder = mkdtempSync(path.join(tmpdir(), 'shrike-zips-'));
for (const architecture of ['arm64', 'x86_64']) {
  const endOfCentralDirectory = Buffer.alloc(22);
  endOfCentralDirectory.write('PK\x05\x06', 'latin1');
  writeFileSync(path.join(zipFolder, `shrike-${architecture}.zip`), endOfCentralDirectory);
}

/** All systems, or the one that the context names, as templates by their stacks' names. */
export function synthesized(context: Record<string, unknown> = {}): { app: App; templates: Map<string, Template> } {
  const app = new App({ context });
  const stacks = addSystems(app, { zipFolder });
  return { app, templates: new Map(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)])) };
}

/** A stack with two buckets, to put a function in. */
export function smallStack(): { stack: Stack; images: Bucket; results: IBucket } {
  const stack = new Stack(new App(), 'small');
  return {
    stack,
    images: new Bucket(stack, 'Images', { bucketName: 'my-images' }),
    results: Bucket.fromBucketName(stack, 'Results', 'my-results'),
  };
}

/** What cdk-nag's AwsSolutions pack finds, as `rule at path`. */
export function findings(scope: App | Stack): string[] {
  return new AwsSolutionsChecks()
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

/** The text of a template's value, its references in angle brackets. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref: reference, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (join !== undefined) return (join as [string, unknown[]])[1].map(flat).join('');
  return attribute === undefined ? `<${String(reference)}>` : `<${(attribute as string[]).join('.')}>`;
}

/** A resource of a template, as JSON has it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
}

/** The resources of a type, by their logical ids. */
export function resources(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.findResources(type)) as unknown as [string, Resource][];
}
