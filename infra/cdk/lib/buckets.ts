import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  /** @default `<stack>-<id in lower case>-<account>-<region>`, known before the bucket is there */
  readonly bucketName?: string;
  /** Keep what is overwritten or removed, for 30 days. @default false */
  readonly versioned?: boolean;
  /** Objects go after so many days; 0 keeps them. @default 0 */
  readonly expireAfterDays?: number;
}

/** A bucket that nobody else sees: no public access, no ACLs, encrypted, TLS alone; unfinished uploads go after a week. */
export function createBucket(scope: Construct, id: string, props: PrivateBucketProps = {}): s3.Bucket {
  const { versioned = false, expireAfterDays = 0 } = props;
  const bucket = new s3.Bucket(scope, id, {
    bucketName:
      props.bucketName ??
      `${Stack.of(scope).stackName.toLowerCase()}-${id.toLowerCase()}-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned,
    // Not what a first deployment leaves that failed: it would hold the name against the next.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [
      {
        id: 'Tidy',
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        ...(versioned && { noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true }),
        ...(expireAfterDays > 0 && { expiration: Duration.days(expireAfterDays) }),
      },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      "Access logs want a bucket that grows with every request; CloudTrail's data events tell who read what, where that is asked for",
  });
  return bucket;
}
