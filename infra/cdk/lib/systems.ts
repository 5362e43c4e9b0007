import { type App, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import { BulkStack, type BulkStackProps } from './bulk-stack';
import { numberWithin, refuse } from './check';
import { CompareFacesStack, type CompareFacesStackProps } from './compare-faces-stack';
import type { Detector } from './entries';
import { ProcessStack, type ProcessStackProps } from './process-stack';
import type { SystemStack } from './system-stack';
import { TasksStack, type TasksStackProps } from './tasks-stack';
import { WorkflowStack, type WorkflowStackProps } from './workflow-stack';

/** What any of the systems takes. */
export type SystemsProps = ProcessStackProps &
  CompareFacesStackProps &
  WorkflowStackProps &
  TasksStackProps &
  BulkStackProps;

type SystemStackClass = new (scope: Construct, id: string, props: SystemsProps) => SystemStack;

const systems: Readonly<Record<string, SystemStackClass>> = {
  process: ProcessStack,
  'compare-faces': CompareFacesStack,
  workflow: WorkflowStack,
  tasks: TasksStack,
  bulk: BulkStack,
};

/** One value of the context (`-c name=value`, or of cdk.json) as a prop. Throws Error naming it when it is not of the kind. */
type Reader = (name: string, value: string) => unknown;

const text: Reader = (_, value) => value;
const number = (name: string, value: string): number =>
  value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : refuse(name, value, 'a number');
const seconds: Reader = (name, value) =>
  Duration.seconds(Number(numberWithin(name, number(name, value), 1, 900, ' s')));

const readers: Readonly<Record<string, Reader>> = {
  stackName: text,
  imagesBucketName: text,
  resultsBucketName: text,
  referencesBucketName: text,
  keyPrefix: text,
  keySuffix: text,
  architecture: oneOf({ arm64: lambda.Architecture.ARM_64, x86_64: lambda.Architecture.X86_64 }),
  zipFolder: text,
  memorySize: number,
  timeout: seconds,
  reservedConcurrency: number,
  renditions: text,
  detect: (_, value) => value.split(',').filter((name) => name !== '') as Detector[],
  maxLabels: number,
  minConfidence: number,
  similarityThreshold: number,
  emailAddress: text,
  logRetentionDays: (name, value) =>
    RetentionDays[Number(value)] ? Number(value) : refuse(name, value, 'a number of days that CloudWatch has'),
  logLevel: oneOf(lambda.ApplicationLogLevel),
  resultsExpireAfterDays: number,
  alarmTopicArn: text,
  maximumConcurrency: number,
};

/** Settings that an empty text is a value of; of the others it stands for the default. */
const emptyIsNone: ReadonlySet<string> = new Set(['renditions', 'detect']);

function oneOf(values: object): Reader {
  return (name, value) =>
    (values as Record<string, unknown>)[value] ?? refuse(name, value, Object.keys(values).join(', '));
}

/**
 * Adds the system that the context's `system` names to the app, or all five, each as the stack `shrike-<system>`. The
 * context's other values are props; `defaults` is what holds without them. Throws Error naming a value that is not allowed.
 */
export function addSystems(app: App, defaults: SystemsProps): SystemStack[] {
  const wanted: unknown = app.node.tryGetContext('system');
  const names = wanted === undefined ? Object.keys(systems) : [String(wanted)];
  const stackName: unknown = app.node.tryGetContext('stackName');
  if (stackName !== undefined && names.length > 1) {
    refuse('stackName', stackName, 'none without a system: names of stacks are used once');
  }
  const timeout: unknown = app.node.tryGetContext('timeout');
  if (wanted === 'bulk' && timeout !== undefined && timeout !== '') {
    refuse('timeout', timeout, 'none in bulk, whose backfill waits for its 30 s');
  }
  const props = { ...defaults, ...contextProps(app) };
  return names.map((name) => {
    const system = systems[name] ?? refuse('system', name, Object.keys(systems).join(', '));
    return new system(app, `shrike-${name}`, props);
  });
}

function contextProps(app: App): Partial<SystemsProps> {
  const given = Object.entries(readers)
    .map(([name, read]) => [name, app.node.tryGetContext(name), read] as const)
    .filter(([name, value]) => value !== undefined && (value !== '' || emptyIsNone.has(name)))
    .map(([name, value, read]) => [name, read(name, String(value))]);
  return Object.fromEntries(given) as Partial<SystemsProps>;
}
