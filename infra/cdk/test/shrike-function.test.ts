import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';

import { type EntryProps, type FunctionProps, type Rendition, ShrikeFunction } from '../lib';
import { findings, smallStack, zipFolder } from './synthesis';

/** Settings of `process` that are right but for those given, which may be of any type: JavaScript has no types. */
function processWith(settings: object): ShrikeFunction {
  const { stack, images, results } = smallStack();
  return new ShrikeFunction(stack, 'Process', {
    zipFolder,
    entry: 'process',
    images,
    results,
    ...settings,
  } as EntryProps & FunctionProps);
}

test('a function runs as its entry, with the settings that were given', () => {
  const renditions: Rendition[] = [{ name: 'small', width: 64 }];
  const added = processWith({
    renditions,
    detect: ['faces', 'text'],
    maxLabels: 5,
    minConfidence: 33.3,
    outputPrefix: 'made/',
  });
  Template.fromStack(added.function.stack).hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'provided.al2023',
    Handler: 'process',
    Architectures: ['arm64'],
    MemorySize: 512,
    Timeout: 30,
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
    Environment: {
      Variables: {
        OUTPUT_BUCKET: 'my-results',
        OUTPUT_PREFIX: 'made/',
        RENDITIONS: 'small:64x',
        DETECT: 'faces,text',
        MAX_LABELS: '5',
        MIN_CONFIDENCE: '33.3',
      },
    },
  });
});

test('the zip is that of the architecture', () => {
  const added = processWith({ architecture: lambda.Architecture.X86_64 });
  Template.fromStack(added.function.stack).hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['x86_64'],
  });
});

test('a zip that is not there is named, and so is what makes it', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'shrike-none-'));
  assert.throws(
    () => processWith({ zipFolder: empty }),
    /shrike-none-\w+\/shrike-arm64\.zip: `make package` builds it/,
  );
});

test('code that is elsewhere needs no zip', () => {
  const { stack, images, results } = smallStack();
  const code = lambda.Code.fromBucket(Bucket.fromBucketName(stack, 'Releases', 'my-releases'), 'shrike-arm64.zip');
  new ShrikeFunction(stack, 'Process', { entry: 'process', images, results, code });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Code: { S3Bucket: 'my-releases', S3Key: 'shrike-arm64.zip' },
  });
});

const refused: readonly [settings: object, named: RegExp][] = [
  [{ maxLabels: 0 }, /MAX_LABELS is '0'; allowed: 1 to 1000/],
  [{ maxLabels: 1.5 }, /MAX_LABELS is '1.5'; allowed: 1 to 1000, whole/],
  [{ maxLabels: Number.NaN }, /MAX_LABELS is 'NaN'/],
  [{ minConfidence: 100.1 }, /MIN_CONFIDENCE is '100.1'; allowed: 0 to 100/],
  [{ minConfidence: -1 }, /MIN_CONFIDENCE/],
  [
    { detect: ['labels', 'labels'] },
    /DETECT is 'labels,labels'; allowed: empty, or some of labels,faces,text,moderation/,
  ],
  [{ detect: ['cats'] }, /DETECT is 'cats'/],
  [{ renditions: 'thumb' }, /RENDITIONS is 'thumb'/],
  [{ renditions: [{ name: 'a' }] }, /RENDITIONS is 'x'/],
  [{ outputPrefix: '/made/' }, /OUTPUT_PREFIX is '\/made\/'/],
  [{ outputPrefix: 'made' }, /OUTPUT_PREFIX is 'made'/],
  [{ maxImageMb: 5121 }, /MAX_IMAGE_MB is '5121'; allowed: 1 to 5120/],
  [{ outputPrefix: `${'é'.repeat(128)}/` }, /OUTPUT_PREFIX/],
  [{ reservedConcurrency: -1 }, /reservedConcurrency is '-1'; allowed: 0 or more, whole/],
  [{ memorySize: 127 }, /memorySize is '127'; allowed: 128 to 10240 MB/],
  [{ timeout: Duration.minutes(16) }, /timeout is '960'; allowed: 1 to 900 s/],
];

for (const [settings, named] of refused) {
  test(`a value that is not allowed is refused at synthesis: ${named.source}`, () => {
    assert.throws(() => processWith(settings), named);
  });
}

test("the key of its buckets is granted to it as any of CDK's grants is", () => {
  const added = processWith({});
  const stack = added.function.stack;
  new Key(stack, 'Key').grantEncryptDecrypt(added);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']) })] },
    Roles: [stack.resolve(added.role.roleName)],
  });
});

test('outputs among the images are refused: each would be an event again', () => {
  const { stack, images } = smallStack();
  assert.throws(
    () => new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images, results: images }),
    /OUTPUT_BUCKET is 'my-images'; allowed: another bucket/,
  );
});

test('a bucket tells it of what was asked for alone, and of every kind', () => {
  const { stack, images, results } = smallStack();
  const added = new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images, results });
  added.notifiedBy(images, {
    events: [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED],
    prefix: 'in/',
    suffix: '.jpg',
  });
  const Filter = {
    S3Key: {
      Rules: [
        { Name: 'prefix', Value: 'in/' },
        { Name: 'suffix', Value: '.jpg' },
      ],
    },
  };
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: {
      LambdaConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((Event) => ({
        Event,
        Filter,
        Function: Match.anyValue(),
      })),
    },
  });
});

test('two functions hear of one bucket', () => {
  const { stack, images, results } = smallStack();
  for (const prefix of ['a/', 'b/']) {
    new ShrikeFunction(stack, `Process${prefix[0]}`, { zipFolder, entry: 'process', images, results }).notifiedBy(
      images,
      { prefix },
    );
  }
  const bucket = Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket'))[0];
  assert.equal(bucket?.['Properties'].NotificationConfiguration.LambdaConfigurations.length, 2);
  assert.equal(bucket?.['DependsOn'].length, 2);
});

test('one bucket tells a function twice, by other filters and one permission', () => {
  const { stack, images, results } = smallStack();
  const added = new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images, results });
  for (const suffix of ['.jpg', '.png']) added.notifiedBy(images, { suffix });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Permission', 1);
  const bucket = Object.values(template.findResources('AWS::S3::Bucket'))[0];
  assert.equal(bucket?.['Properties'].NotificationConfiguration.LambdaConfigurations.length, 2);
});

test('numbers that are known at deployment alone are taken as references to them', () => {
  const { stack, images, results } = smallStack();
  const most = new CfnParameter(stack, 'Most', { type: 'Number' });
  new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images, results, maxLabels: most.valueAsNumber });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { MAX_LABELS: { Ref: 'Most' } } },
  });
});

test('a bucket without a name of its own is refused: its permission could not be there before it', () => {
  const { stack, results } = smallStack();
  const unnamed = new Bucket(stack, 'Unnamed');
  const added = new ShrikeFunction(stack, 'Process', { zipFolder, entry: 'process', images: unnamed, results });
  assert.throws(() => added.notifiedBy(unnamed), /small\/Unnamed needs a bucketName/);
});

test('by itself it has a queue for its failures, and nothing for cdk-nag to find', () => {
  const added = processWith({});
  const stack = added.function.stack;
  Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
  assert.deepEqual(
    findings(stack).filter((finding) => finding.includes('/Process/')),
    [],
  );
});
