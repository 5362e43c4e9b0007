import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Match, type Template } from 'aws-cdk-lib/assertions';

import { synthesized, zipFolder } from './synthesis';

function system(name: string, context: Record<string, unknown>): Template {
  const { templates } = synthesized({ system: name, ...context });
  assert.equal(templates.size, 1);
  return [...templates.values()][0] as Template;
}

test("values of the context are the functions' settings", () => {
  const template = system('process', {
    architecture: 'x86_64',
    memorySize: '1024',
    timeout: '45',
    reservedConcurrency: '7',
    renditions: 'tiny:16x16',
    detect: 'faces,text',
    maxLabels: '3',
    minConfidence: '50.5',
    logLevel: 'DEBUG',
    logRetentionDays: '90',
    zipFolder,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['x86_64'],
    MemorySize: 1024,
    Timeout: 45,
    ReservedConcurrentExecutions: 7,
    LoggingConfig: { ApplicationLogLevel: 'DEBUG' },
    Environment: {
      Variables: { RENDITIONS: 'tiny:16x16', DETECT: 'faces,text', MAX_LABELS: '3', MIN_CONFIDENCE: '50.5' },
    },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
});

test('the workflow reserves concurrency for Recognize alone, and in bulk what is reserved may be all that comes of the queue', () => {
  const functions = Object.entries(system('workflow', { reservedConcurrency: '7' }).findResources('AWS::Lambda::Function'));
  assert.deepEqual(
    functions.filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined).map(([id]) => id),
    ['Recognize'],
  );
  system('bulk', { reservedConcurrency: '10' }).hasResourceProperties('AWS::Lambda::Function', {
    ReservedConcurrentExecutions: 10,
  });
});

test("values of the context are the buckets' settings", () => {
  const template = system('compare-faces', {
    stackName: 'faces',
    imagesBucketName: 'their-images',
    referencesBucketName: 'their-references',
    keyPrefix: 'in/',
    keySuffix: '.jpg',
    resultsExpireAfterDays: '14',
    similarityThreshold: '90',
    alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'their-images',
    NotificationConfiguration: {
      LambdaConfigurations: [
        Match.objectLike({
          Filter: {
            S3Key: {
              Rules: [
                { Name: 'prefix', Value: 'in/' },
                { Name: 'suffix', Value: '.jpg' },
              ],
            },
          },
        }),
      ],
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 14 })] },
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { BUCKET_NAME: 'their-references', SIMILARITY_THRESHOLD: '90' } },
  });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:alarms'],
  });
});

test('an empty text is none of renditions and detection, and of the rest the default', () => {
  system('process', { renditions: '', detect: '', maxLabels: '', imagesBucketName: '' }).hasResourceProperties(
    'AWS::Lambda::Function',
    { Environment: { Variables: { RENDITIONS: '', DETECT: '', MAX_LABELS: '10' } } },
  );
});

const refused: readonly [context: Record<string, string>, named: RegExp][] = [
  [{ system: 'everything' }, /system is 'everything'; allowed: process, compare-faces, workflow, tasks, bulk/],
  [{ stackName: 'one' }, /stackName is 'one'; allowed: none without a system/],
  [{ architecture: 'sparc' }, /architecture is 'sparc'; allowed: arm64, x86_64/],
  [{ memorySize: 'much' }, /memorySize is 'much'; allowed: a number/],
  [{ timeout: '45', system: 'bulk' }, /timeout is '45'; allowed: none in bulk/],
  [{ timeout: 'soon' }, /timeout is 'soon'; allowed: a number/],
  [{ logLevel: 'LOUD' }, /logLevel is 'LOUD'; allowed: INFO, /],
  [{ logRetentionDays: '31' }, /logRetentionDays is '31'; allowed: a number of days that CloudWatch has/],
  [{ detect: 'labels,cats' }, /DETECT is 'labels,cats'/],
  [{ emailAddress: 'you' }, /emailAddress is 'you'; allowed: an address/],
  [{ resultsExpireAfterDays: '-1' }, /resultsExpireAfterDays is '-1'; allowed: 0 or more, whole/],
  [{ reservedConcurrency: '9', system: 'bulk' }, /maximumConcurrency is '10'; allowed: 2 to 9, what is reserved/],
  [{ maximumConcurrency: '1', system: 'bulk' }, /maximumConcurrency is '1'; allowed: 2 to 1000/],
];

for (const [context, named] of refused) {
  test(`a value of the context that is not allowed is named: ${JSON.stringify(context)}`, () => {
    assert.throws(() => synthesized(context), named);
  });
}
