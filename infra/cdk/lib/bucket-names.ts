import { Aws, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** The name that a bucket of this app was given; undefined when CloudFormation is to make one up, or for another's bucket. */
export function givenBucketName(bucket: s3.IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) return undefined;
  // CDK has a token there that may stand for nothing.
  return Stack.of(bucket).resolve(resource.bucketName) === undefined ? undefined : resource.bucketName;
}

/**
 * The name that the bucket was given, rather than a reference to it: a function whose bucket tells it of images must be
 * there before the bucket, so neither it nor its role can refer to it. A reference for a bucket without a name of its own.
 */
export function knownBucketName(bucket: s3.IBucket): string {
  return givenBucketName(bucket) ?? bucket.bucketName;
}

/** The ARN, of the known name. */
export function bucketArn(bucket: s3.IBucket): string {
  return `arn:${Aws.PARTITION}:s3:::${knownBucketName(bucket)}`;
}
