import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

import { ShrikeFunction } from '../lib';
import { findings, smallStack, synthesized, zipFolder } from './synthesis';

test('cdk-nag finds nothing in the five systems', () => {
  const { app } = synthesized({ emailAddress: 'you@example.com', detect: 'labels,faces,text,moderation' });
  assert.deepEqual(findings(app), []);
});

const mistakes: readonly [what: string, finding: string, plant: (added: ShrikeFunction) => void][] = [
  [
    'a wildcard action',
    'AwsSolutions-IAM5[Action::s3:*]',
    ({ role }) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::my-images'] })),
  ],
  [
    'a wildcard resource beside those that are answered for',
    'AwsSolutions-IAM5[Resource::arn:aws:s3:::*]',
    ({ role }) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::*'] })),
  ],
  [
    "a policy of AWS's own",
    'AwsSolutions-IAM4',
    ({ role }) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess')),
  ],
  ['a bucket without TLS', 'AwsSolutions-S10', ({ function: { stack } }) => new s3.Bucket(stack, 'Plain')],
  [
    'a queue without dead letters',
    'AwsSolutions-SQS3',
    ({ function: { stack } }) => new sqs.Queue(stack, 'Loose', { enforceSSL: true }),
  ],
  ['a queue without TLS', 'AwsSolutions-SQS4', ({ function: { stack } }) => new sqs.Queue(stack, 'Plain')],
  ['a topic without TLS', 'AwsSolutions-SNS3', ({ function: { stack } }) => new sns.Topic(stack, 'Plain')],
];

for (const [what, finding, plant] of mistakes) {
  test(`cdk-nag finds ${what}`, () => {
    const { stack, images, results } = smallStack();
    const added = new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images, results });
    const before = findings(stack);
    plant(added);
    const new_ = findings(stack).filter((found) => !before.includes(found));
    assert.ok(
      new_.some((found) => found.startsWith(finding)),
      `${finding} among ${new_.join(', ')}`,
    );
  });
}
