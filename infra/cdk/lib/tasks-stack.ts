import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { EventType } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

import type { TrackTaskEntry } from './entries';
import { SystemStack, type SystemStackProps } from './system-stack';

export type TasksStackProps = SystemStackProps & Pick<TrackTaskEntry, 'maxLabels' | 'minConfidence'>;

/** An image `user/task/…` that comes into Images sets `upload`, then `labels`, on the item `user#U`, `task#T` of Table. */
export class TasksStack extends SystemStack {
  constructor(scope: Construct, id: string, props: TasksStackProps = {}) {
    super(scope, id, props);
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'PK', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'SK', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const trackTask = this.addFunction('TrackTask', {
      entry: 'track-task',
      images: this.images,
      table,
      maxLabels: props.maxLabels,
      minConfidence: props.minConfidence,
    });
    trackTask.notifiedBy(this.images, this.notifications(EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED));
    this.output('TableName', table.tableName);
    this.output('TableArn', table.tableArn);
    this.addDashboard();
  }
}
