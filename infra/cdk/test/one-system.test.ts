import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Match, type Template } from 'aws-cdk-lib/assertions';

import { synthesized } from './synthesis';

const { templates } = synthesized({ emailAddress: 'you@example.com' });

test('process and tasks are told of removals too, the others of what is new', () => {
  const told = ([name, template]: [string, Template]): [string, string[]] => {
    const { LambdaConfigurations = [], QueueConfigurations = [] } =
      template.toJSON()['Resources'].Images.Properties.NotificationConfiguration;
    return [name, [...LambdaConfigurations, ...QueueConfigurations].map(({ Event }) => Event)];
  };
  const created = ['s3:ObjectCreated:*'];
  const both = [...created, 's3:ObjectRemoved:*'];
  assert.deepEqual(Object.fromEntries([...templates].map(told)), {
    'shrike-process': both,
    'shrike-compare-faces': created,
    'shrike-workflow': created,
    'shrike-tasks': both,
    'shrike-bulk': both,
  });
});

test('nobody is told by mail unless asked for: process has no topic then', () => {
  const template = synthesized({ system: 'process' }).templates.get('shrike-process');
  template?.resourceCountIs('AWS::SNS::Topic', 0);
});

test('the table has string keys, is paid by use, encrypted and kept for recovery', () => {
  templates.get('shrike-tasks')?.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  });
});

test('the workflow may invoke its two functions, and is logged and traced', () => {
  const template = templates.get('shrike-workflow');
  template?.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineType: 'STANDARD',
    DefinitionSubstitutions: {
      Partition: { Ref: 'AWS::Partition' },
      RecognizeFunctionArn: { 'Fn::GetAtt': ['Recognize', 'Arn'] },
      StoreResultsFunctionArn: { 'Fn::GetAtt': ['StoreResults', 'Arn'] },
    },
    LoggingConfiguration: Match.objectLike({ Level: 'ERROR', IncludeExecutionData: false }),
    TracingConfiguration: { Enabled: true },
  });
  template?.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'states.amazonaws.com' } })] },
    Policies: [
      {
        PolicyDocument: {
          Statement: Match.arrayWith([
            {
              Sid: 'InvokeFunctions',
              Effect: 'Allow',
              Action: 'lambda:InvokeFunction',
              Resource: [{ 'Fn::GetAtt': ['Recognize', 'Arn'] }, { 'Fn::GetAtt': ['StoreResults', 'Arn'] }],
            },
          ]),
        },
      },
    ],
  });
});
