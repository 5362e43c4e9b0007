import { type CfnElement, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import { createBucket } from './buckets';
import { wholeFromZero } from './check';
import { createDashboard } from './dashboard';
import type { EntryProps } from './entries';
import type { FunctionProps } from './function-props';
import type { NotificationProps } from './notifications';
import { createFailuresQueue } from './queues';
import { ShrikeFunction } from './shrike-function';

/** What all systems take. How a function runs is meant of each function of the system; the workflow reserves concurrency for Recognize alone. */
export interface SystemStackProps extends StackProps, Omit<FunctionProps, 'failures' | 'alarmTopic'> {
  /** @default `<stack>-images-<account>-<region>` */
  readonly imagesBucketName?: string;
  /** Images whose keys begin so alone are looked at; special characters percent-encoded. @default all */
  readonly keyPrefix?: string;
  /** Images whose keys end so alone are looked at. @default all */
  readonly keySuffix?: string;
  /** Topic that the alarms tell. @default they tell nobody, but can be seen */
  readonly alarmTopicArn?: string;
}

/** Of systems with a bucket of results. */
export interface ResultsProps {
  /** @default `<stack>-results-<account>-<region>` */
  readonly resultsBucketName?: string;
  /** Results go after so many days; 0 keeps them. @default 0 */
  readonly resultsExpireAfterDays?: number;
}

/** What all systems have: a bucket that images come into, a queue of failures, a dashboard, outputs. */
export abstract class SystemStack extends Stack {
  readonly images: s3.Bucket;
  readonly failures: sqs.Queue;

  /** Topic that the alarms tell, if there is one. */
  protected readonly alarmTopic: sns.ITopic | undefined;

  private readonly functions: ShrikeFunction[] = [];

  protected constructor(
    scope: Construct,
    id: string,
    private readonly props: SystemStackProps,
  ) {
    super(scope, id, props);
    this.alarmTopic =
      props.alarmTopicArn === undefined ? undefined : sns.Topic.fromTopicArn(this, 'AlarmTopic', props.alarmTopicArn);
    this.images = createBucket(this, 'Images', { bucketName: props.imagesBucketName, versioned: true });
    this.failures = createFailuresQueue(this, 'Failures', this.alarmTopic);
    this.output('ImagesBucket', this.images.bucketName);
    this.output('FailuresUrl', this.failures.queueUrl);
  }

  /** Which events the images' bucket tells of, and of which keys. */
  protected notifications(...events: s3.EventType[]): NotificationProps {
    return { events, prefix: this.props.keyPrefix, suffix: this.props.keySuffix };
  }

  /** `own`: how this function runs otherwise than all of the system. */
  protected addFunction(id: string, entry: EntryProps, own: FunctionProps = {}): ShrikeFunction {
    const added = new ShrikeFunction(this, id, {
      ...runningProps(this.props),
      ...own,
      ...entry,
      failures: this.failures,
      alarmTopic: this.alarmTopic,
    });
    this.functions.push(added);
    this.output(`${id}Function`, added.function.functionName);
    this.output(`${id}FunctionArn`, added.function.functionArn);
    return added;
  }

  protected addResults({ resultsBucketName, resultsExpireAfterDays = 0 }: ResultsProps): s3.Bucket {
    wholeFromZero('resultsExpireAfterDays', resultsExpireAfterDays);
    const results = createBucket(this, 'Results', {
      bucketName: resultsBucketName,
      expireAfterDays: resultsExpireAfterDays,
    });
    this.output('ResultsBucket', results.bucketName);
    return results;
  }

  /** After the last function. */
  protected addDashboard(): void {
    createDashboard(this, 'Dashboard', this.functions, this.failures);
  }

  protected output(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }

  /** The path without a hash: things are called as in the other descriptors, and no two have the same path. */
  protected override allocateLogicalId(element: CfnElement): string {
    const path = element.node.path.slice(this.node.path.length).split('/');
    return path
      .filter((id) => id !== 'Resource' && id !== 'Default')
      .join('')
      .replace(/[^A-Za-z0-9]/g, '');
  }
}

function runningProps(props: SystemStackProps): FunctionProps {
  const { architecture, zipFolder, code, memorySize, timeout, reservedConcurrency, logRetentionDays, logLevel } = props;
  return { architecture, zipFolder, code, memorySize, timeout, reservedConcurrency, logRetentionDays, logLevel };
}
