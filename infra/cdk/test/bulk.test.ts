import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Template } from 'aws-cdk-lib/assertions';

import { flat, synthesized } from './synthesis';

const template = synthesized({ system: 'bulk' }).templates.get('shrike-bulk') as Template;

/** A role's own statements by their sids, as [actions, resource]. */
function statementsOf(id: string): Record<string, [string[], string | string[]]> {
  const { Policies, PolicyDocument } = template.toJSON()['Resources'][id].Properties;
  const statements = (PolicyDocument ?? Policies[0].PolicyDocument).Statement;
  return Object.fromEntries(
    statements.map(({ Sid, Action, Resource }: any) => [Sid, [[Action].flat(), Array.isArray(Resource) ? Resource.map(flat) : flat(Resource)]]),
  );
}

test('in bulk, the queue waits six timeouts, gives up after five tries, and returns what failed alone', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 180,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Failures', 'Arn'] }, maxReceiveCount: 5 },
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    FunctionName: { Ref: 'Process' },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
  template.hasResource('AWS::S3::Bucket', { DependsOn: ['QueuePolicy'] });
  const statements: any[] = template.toJSON()['Resources'].QueuePolicy.Properties.PolicyDocument.Statement;
  const allow = statements.find(({ Effect }) => Effect === 'Allow');
  assert.deepEqual(allow.Principal, { Service: 's3.amazonaws.com' });
  assert.equal(
    flat(allow.Condition.ArnEquals['aws:SourceArn']),
    'arn:<AWS::Partition>:s3:::shrike-bulk-images-<AWS::AccountId>-<AWS::Region>',
  );
  assert.equal(flat(allow.Condition.StringEquals['aws:SourceAccount']), '<AWS::AccountId>');
});

test('a backfill waits for an image longer than Process may take, whatever the other systems are given', () => {
  const beside = synthesized({ timeout: '900' }).templates.get('shrike-bulk') as Template;
  for (const bulk of [template, beside]) bulk.hasResourceProperties('AWS::Lambda::Function', { Timeout: 30 });
});

test('a backfill goes over the bucket and calls Process, by a state machine that may start itself', () => {
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    DefinitionSubstitutions: {
      Partition: { Ref: 'AWS::Partition' },
      ProcessFunctionArn: { 'Fn::GetAtt': ['Process', 'Arn'] },
      ImagesBucket: { Ref: 'Images' },
      ResultsBucket: { Ref: 'Results' },
    },
  });
  const { DeliverLogs, Trace, ...own } = statementsOf('BackfillRole');
  assert.deepEqual(own, {
    InvokeFunctions: [['lambda:InvokeFunction'], '<Process.Arn>'],
    ListImages: [['s3:ListBucket'], '<Images.Arn>'],
    WriteResultsOfTheMap: [
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      '<Results.Arn>/backfill/maps/*',
    ],
  });
  const executions = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<Backfill.Name>';
  assert.deepEqual(statementsOf('BackfillMapPolicy'), {
    StartChildren: [['states:StartExecution'], '<Backfill>'],
    FollowChildren: [['states:DescribeExecution', 'states:StopExecution'], [`${executions}:*`, `${executions}/*`]],
  });
});

test('jobs of S3 Batch Operations read their manifest, call Process, and write their report', () => {
  assert.deepEqual(statementsOf('BatchJobRole'), {
    InvokeFunctions: [['lambda:InvokeFunction'], '<Process.Arn>'],
    ReadManifest: [['s3:GetObject', 's3:GetObjectVersion'], '<Results.Arn>/backfill/manifests/*'],
    WriteReport: [['s3:PutObject'], '<Results.Arn>/backfill/reports/*'],
  });
  const { Statement } = template.toJSON()['Resources'].BatchJobRole.Properties.AssumeRolePolicyDocument;
  assert.deepEqual(
    Statement.map(({ Principal }: any) => Principal),
    [{ Service: 'batchoperations.s3.amazonaws.com' }],
  );
});
