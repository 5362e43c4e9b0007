import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EventType } from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import { createBatchJobRole, createBackfill } from './backfill';
import { notificationSource, notify } from './notifications';
import type { ProcessSettings } from './process-stack';
import { createQueue } from './queues';
import { type ResultsProps, SystemStack, type SystemStackProps } from './system-stack';

/** Without `timeout`: it is 30 s, which the backfill's definition waits for. */
export interface BulkStackProps extends Omit<SystemStackProps, 'timeout'>, ResultsProps, ProcessSettings {
  /** Invocations at a time: 2 to 1000. @default 10 */
  readonly maximumConcurrency?: number;
}

/**
 * Many images: they wait in Queue, and Process takes them ten at a time, as many at once as it is let. Images that were
 * there before come by Backfill, a Distributed Map over the bucket, or by jobs of S3 Batch Operations.
 */
export class BulkStack extends SystemStack {
  constructor(scope: Construct, id: string, props: BulkStackProps = {}) {
    super(scope, id, { ...props, timeout: undefined });
    const { renditions, detect, maxLabels, minConfidence } = props;
    const results = this.addResults(props);
    const process = this.addFunction('Process', {
      entry: 'process',
      images: this.images,
      results,
      renditions,
      detect,
      maxLabels,
      minConfidence,
    });
    const queue = createQueue(this, 'Queue', {
      // AWS's advice for queues that a function takes from.
      visibilityTimeout: Duration.seconds(6 * process.timeout.toSeconds()),
      deadLetterQueue: { queue: this.failures, maxReceiveCount: 5 },
    });
    process.fedBy(queue, { maximumConcurrency: props.maximumConcurrency ?? 10 });
    this.fill(queue);
    this.output('QueueUrl', queue.queueUrl);
    const backfilled = { process: process.function, images: this.images, results };
    const { alarmTopic } = this;
    const { logRetentionDays } = props;
    const backfill = createBackfill(this, 'Backfill', { ...backfilled, alarmTopic, logRetentionDays });
    this.output('BackfillArn', backfill.stateMachineArn);
    this.output('BatchJobRoleArn', createBatchJobRole(this, 'BatchJobRole', backfilled).roleArn);
    this.addDashboard();
  }

  private fill(queue: sqs.Queue): void {
    const source = notificationSource(this.images);
    const statement = new iam.PolicyStatement({
      sid: 'TakeEvents',
      principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': source.arn }, StringEquals: { 'aws:SourceAccount': source.account } },
    });
    queue.addToResourcePolicy(statement);
    const permission = queue.node.findChild('Policy');
    notify(
      this.images,
      { queue: queue.queueArn },
      permission,
      this.notifications(EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED),
    );
  }
}
