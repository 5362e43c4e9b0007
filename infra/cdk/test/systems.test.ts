import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Match, type Template } from 'aws-cdk-lib/assertions';

import { flat, type Resource, resources, synthesized } from './synthesis';

const { templates } = synthesized({ emailAddress: 'you@example.com' });

const functions: Readonly<Record<string, readonly string[]>> = {
  'shrike-process': ['process'],
  'shrike-compare-faces': ['compare-faces'],
  'shrike-workflow': ['recognize', 'start-workflow', 'store-results'],
  'shrike-tasks': ['track-task'],
  'shrike-bulk': ['process'],
};

/** What the local cloud and a reader have to know; a custom resource would be a function that nobody asked for. */
const plainTypes = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::StepFunctions::StateMachine',
]);

function deniesPlainHttp(template: Template, type: string, list: string, id: string): boolean {
  return resources(template, type).some(
    ([, { Properties }]) =>
      [Properties[list]].flat().some((reference) => flat(reference) === `<${id}>`) &&
      Properties['PolicyDocument'].Statement.some(
        (statement: any) =>
          statement.Effect === 'Deny' && statement.Condition?.Bool?.['aws:SecureTransport'] === 'false',
      ),
  );
}

test('there are five systems', () => {
  assert.deepEqual([...templates.keys()].sort(), Object.keys(functions).sort());
});

for (const [name, template] of templates) {
  test(`${name} has its functions and no other`, () => {
    const handlers = resources(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties['Handler']);
    assert.deepEqual(handlers.sort(), functions[name]);
  });

  test(`${name} is made of plain resources alone`, () => {
    const types = Object.values(template.toJSON()['Resources'] as Record<string, Resource>).map(({ Type }) => Type);
    assert.deepEqual(
      types.filter((type) => !plainTypes.has(type)),
      [],
    );
  });

  test(`${name}: a function runs small, is logged for a month, and its failures are kept`, () => {
    for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Function')) {
      const { Runtime, Architectures, MemorySize, TracingConfig, LoggingConfig } = Properties;
      assert.deepEqual(
        { Runtime, Architectures, MemorySize },
        { Runtime: 'provided.al2023', Architectures: ['arm64'], MemorySize: 512 },
      );
      assert.deepEqual(TracingConfig, { Mode: 'Active' });
      assert.deepEqual(LoggingConfig, {
        ApplicationLogLevel: 'INFO',
        LogFormat: 'JSON',
        LogGroup: { Ref: `${id}LogGroup` },
      });
      assert.equal(Properties['FunctionName'], undefined);
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: id },
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
      });
    }
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test(`${name}: alarms watch every function and the failures`, () => {
    const alarms = resources(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Function')) {
      const own = alarms.filter(({ Dimensions }) => Dimensions[0].Value.Ref === id);
      assert.deepEqual(
        own.map(({ MetricName, Statistic, Threshold }) => [MetricName, Statistic, Threshold]),
        [
          ['Errors', 'Sum', 0],
          ['Throttles', 'Sum', 0],
          ['Duration', 'Maximum', 0.8 * 1000 * Properties['Timeout']],
        ],
      );
    }
    assert.equal(alarms.filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible').length, 1);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  test(`${name}: S3 alone may invoke a function that it tells, from this bucket of this account`, () => {
    for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Permission')) {
      assert.equal(Properties['Principal'], 's3.amazonaws.com');
      assert.equal(
        flat(Properties['SourceArn']),
        `arn:<AWS::Partition>:s3:::${name}-images-<AWS::AccountId>-<AWS::Region>`,
      );
      assert.equal(flat(Properties['SourceAccount']), '<AWS::AccountId>');
      template.hasResource('AWS::S3::Bucket', { DependsOn: Match.arrayWith([id]) });
    }
  });

  test(`${name}: buckets are private, encrypted, tidied, and reached over TLS alone`, () => {
    for (const [id, { Properties }] of resources(template, 'AWS::S3::Bucket')) {
      assert.equal(flat(Properties['BucketName']), `${name}-${id.toLowerCase()}-<AWS::AccountId>-<AWS::Region>`);
      assert.deepEqual(Object.values(Properties['PublicAccessBlockConfiguration']), [true, true, true, true]);
      assert.equal(Properties['OwnershipControls'].Rules[0].ObjectOwnership, 'BucketOwnerEnforced');
      const [encryption] = Properties['BucketEncryption'].ServerSideEncryptionConfiguration;
      assert.equal(encryption.ServerSideEncryptionByDefault.SSEAlgorithm, 'AES256');
      const [rule] = Properties['LifecycleConfiguration'].Rules;
      assert.equal(rule.AbortIncompleteMultipartUpload.DaysAfterInitiation, 7);
      assert.equal(rule.NoncurrentVersionExpiration?.NoncurrentDays, id === 'Images' ? 30 : undefined);
      assert.ok(deniesPlainHttp(template, 'AWS::S3::BucketPolicy', 'Bucket', id), id);
    }
  });

  test(`${name}: queues and topics are encrypted and reached over TLS alone`, () => {
    for (const [id, { Properties }] of resources(template, 'AWS::SQS::Queue')) {
      assert.equal(Properties['SqsManagedSseEnabled'], true);
      assert.equal(Properties['MessageRetentionPeriod'], 14 * 24 * 3600);
      assert.ok(deniesPlainHttp(template, 'AWS::SQS::QueuePolicy', 'Queues', id), id);
    }
    for (const [id, { Properties }] of resources(template, 'AWS::SNS::Topic')) {
      assert.match(flat(Properties['KmsMasterKeyId']), /:alias\/aws\/sns$/);
      assert.ok(deniesPlainHttp(template, 'AWS::SNS::TopicPolicy', 'Topics', id), id);
      template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'email',
        Endpoint: 'you@example.com',
        TopicArn: { Ref: id },
      });
    }
  });
}

test('every name that a definition leaves open is given by its stack', () => {
  for (const template of templates.values()) {
    for (const [id, { Properties }] of resources(template, 'AWS::StepFunctions::StateMachine')) {
      const open = [...String(Properties['DefinitionString']).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      assert.ok(open.length > 0, id);
      assert.deepEqual([...new Set(open)].sort(), Object.keys(Properties['DefinitionSubstitutions']).sort());
    }
  }
});
