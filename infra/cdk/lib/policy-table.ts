import { readFileSync } from 'node:fs';

import * as iam from 'aws-cdk-lib/aws-iam';

import { assetPath } from './assets';
import type { Entry } from './entries';

/** Something a statement is about, such as `images` or `images/*`: the names of the table's `things`. */
export type Things = Readonly<Record<string, string>>;

/** One statement of the table. */
export interface Call {
  readonly sid: string;
  readonly actions: readonly string[];
  /** The thing it is done to. */
  readonly on: string;
  /** The feature it belongs to; without one it is always needed. */
  readonly when?: string;
}

interface PolicyTable {
  readonly handlers: Readonly<Record<Entry, readonly Call[]>>;
  readonly platform: readonly Call[];
}

// The build puts the repository's one table beside the compiled files, so that the package is whole by itself.
const table = JSON.parse(readFileSync(assetPath('handlers.json'), 'utf8')) as PolicyTable;

/** What the function of `entry` may do when it has `features`: its own calls, and Lambda's in its name. */
export function callsOf(entry: Entry, features: ReadonlySet<string>): readonly Call[] {
  return [...table.handlers[entry], ...table.platform].filter(({ when }) => when === undefined || features.has(when));
}

/** What Lambda does in a function's name for `feature` alone. */
export function platformCallsFor(feature: string): readonly Call[] {
  return table.platform.filter(({ when }) => when === feature);
}

/** The statement that allows `call`. Throws Error when its thing has no ARN among `things`. */
export function statementFor(call: Call, things: Things): iam.PolicyStatement {
  const resource = call.on === 'any' ? '*' : things[call.on];
  if (resource === undefined) throw new Error(`${call.sid} needs the ARN of '${call.on}'`);
  return new iam.PolicyStatement({ sid: call.sid, actions: [...call.actions], resources: [resource] });
}
