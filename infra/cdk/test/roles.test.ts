import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';

import { flat, synthesized } from './synthesis';

const repository = path.join(__dirname, '..', '..', '..', '..');
const table = JSON.parse(readFileSync(path.join(repository, 'infra', 'policies', 'handlers.json'), 'utf8'));
const { templates } = synthesized({ emailAddress: 'you@example.com', detect: 'labels,moderation' });

/** Of each function: its entry, and those features of the table that its system has; `failures` and `tracing` all have. */
const functions: readonly [stack: string, id: string, entry: string, features: readonly string[]][] = [
  ['shrike-process', 'Process', 'process', ['labels', 'moderation', 'results', 'removals', 'topic']],
  ['shrike-compare-faces', 'CompareFaces', 'compare-faces', ['results', 'topic']],
  ['shrike-workflow', 'StartWorkflow', 'start-workflow', []],
  ['shrike-workflow', 'Recognize', 'recognize', ['labels', 'moderation']],
  ['shrike-workflow', 'StoreResults', 'store-results', ['results', 'topic']],
  ['shrike-tasks', 'TrackTask', 'track-task', ['labels', 'table']],
  ['shrike-bulk', 'Process', 'process', ['labels', 'moderation', 'results', 'removals', 'queue']],
];

function arns(stack: string, id: string): Readonly<Record<string, string>> {
  const bucket = (name: string) => `arn:<AWS::Partition>:s3:::${stack}-${name}-<AWS::AccountId>-<AWS::Region>`;
  const buckets = ['images', 'results', 'references'].flatMap((name) => [
    [name, bucket(name)],
    [`${name}/*`, `${bucket(name)}/*`],
  ]);
  return {
    ...Object.fromEntries(buckets),
    topic: '<Topic>',
    table: '<Table.Arn>',
    'state-machine': '<Workflow>',
    queue: '<Queue.Arn>',
    failures: '<Failures.Arn>',
    'log-streams': `<${id}LogGroup.Arn>`,
    any: '*',
  };
}

function byName(a: { Sid: string }, b: { Sid: string }): number {
  return a.Sid.localeCompare(b.Sid);
}

for (const [stack, id, entry, features] of functions) {
  const has = new Set([...features, 'failures', 'tracing']);
  const role = templates.get(stack)?.toJSON()['Resources'][`${id}Role`].Properties;

  test(`${stack}: ${id} may do what the table says of ${entry}, on these things, and nothing else`, () => {
    const things = arns(stack, id);
    const wanted = [...table.handlers[entry], ...table.platform]
      .filter(({ when }) => when === undefined || has.has(when))
      .map(({ sid, actions, on }) => ({
        Sid: sid,
        Effect: 'Allow',
        Action: [...actions].sort(),
        Resource: things[on],
      }));
    assert.equal(role.Policies.length, 1);
    const given = role.Policies[0].PolicyDocument.Statement.map((statement: any) => ({
      ...statement,
      Action: [statement.Action].flat().sort(),
      Resource: flat(statement.Resource),
    }));
    assert.deepEqual(given.sort(byName), wanted.sort(byName));
  });

  test(`${stack}: ${id}'s role is for Lambda alone, and has no policies from elsewhere`, () => {
    assert.equal(role.ManagedPolicyArns, undefined);
    const trust = role.AssumeRolePolicyDocument.Statement.map(({ Action, Principal }: any) => [Action, Principal]);
    assert.deepEqual(trust, [['sts:AssumeRole', { Service: 'lambda.amazonaws.com' }]]);
    const attached = Object.values(templates.get(stack)?.findResources('AWS::IAM::Policy') ?? {});
    assert.deepEqual(
      attached.filter((policy) => JSON.stringify(policy).includes(`"${id}Role"`)),
      [],
    );
  });
}

/** What the README says of each variable: the handlers it is for, and in bold those that demand it. */
function documentedVariables(): { name: string; handlers: Map<string, boolean> }[] {
  const rows = readFileSync(path.join(repository, 'README.md'), 'utf8').matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gm);
  return [...rows].map(([, name = '', handlers = '']) => ({
    name,
    handlers: new Map(handlers.split(',').map((text) => [text.replaceAll('*', '').trim(), text.includes('**')])),
  }));
}

for (const [stack, id, entry] of functions) {
  test(`${stack}: ${id}'s environment has what ${entry} demands, and nothing that it does not read`, () => {
    const variables = Object.keys(templates.get(stack)?.toJSON()['Resources'][id].Properties.Environment.Variables);
    const documented = documentedVariables().filter(({ handlers }) => handlers.has(entry));
    assert.deepEqual(
      variables.filter((name) => !documented.some((row) => row.name === name)),
      [],
    );
    const demanded = documented.filter(({ handlers }) => handlers.get(entry)).map(({ name }) => name);
    assert.ok(entry === 'recognize' || demanded.length > 0);
    assert.deepEqual(
      demanded.filter((name) => !variables.includes(name)),
      [],
    );
  });
}
