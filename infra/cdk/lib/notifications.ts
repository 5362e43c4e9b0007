import { Aws } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

import { bucketArn, givenBucketName } from './bucket-names';

/** Which events a bucket tells of. */
export interface NotificationProps {
  /** @default OBJECT_CREATED */
  readonly events?: readonly s3.EventType[];
  /** Of objects whose keys begin so alone; special characters percent-encoded, as S3 wants them here. @default all */
  readonly prefix?: string;
  /** Of objects whose keys end so alone. @default all */
  readonly suffix?: string;
}

type Target = { readonly function: string } | { readonly queue: string };

/** What a target's policy asks of S3, so that no bucket of that name in another account is heard. */
export interface NotificationSource {
  readonly arn: string;
  readonly account: string;
}

/** Throws Error for a bucket without a name of its own. */
export function notificationSource(bucket: s3.Bucket): NotificationSource {
  if (givenBucketName(bucket) === undefined) {
    throw new Error(
      `${bucket.node.path} needs a bucketName: what it tells must be allowed to hear it before the bucket is there`,
    );
  }
  return { arn: bucketArn(bucket), account: Aws.ACCOUNT_ID };
}

/**
 * Lets the bucket tell `target`, in its own configuration: CDK's addEventNotification would bring a function of CDK's
 * into the stack. `permission` is what lets S3 reach the target: S3 tries that while it makes the bucket.
 */
export function notify(bucket: s3.Bucket, target: Target, permission: IConstruct, props: NotificationProps): void {
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  const rules = [
    { name: 'prefix', value: props.prefix },
    { name: 'suffix', value: props.suffix },
  ].filter((rule): rule is { name: string; value: string } => !!rule.value);
  const filter = rules.length === 0 ? {} : { filter: { s3Key: { rules } } };
  const told = (props.events ?? [s3.EventType.OBJECT_CREATED]).map((event) => ({ event, ...filter, ...target }));
  const list = 'function' in target ? 'lambdaConfigurations' : 'queueConfigurations';
  const before = (resource.notificationConfiguration ?? {}) as s3.CfnBucket.NotificationConfigurationProperty;
  resource.notificationConfiguration = {
    ...before,
    [list]: [...((before[list] as object[] | undefined) ?? []), ...told],
  };
  resource.node.addDependency(permission);
}
