import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import { alarmAbove } from './alarms';

/** Encrypted, reached over TLS alone, and as patient as SQS can be: 14 days. */
export function createQueue(scope: Construct, id: string, props: sqs.QueueProps = {}): sqs.Queue {
  return new sqs.Queue(scope, id, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...props,
  });
}

/** A queue for events that failed for good, with an alarm when there is one in it. */
export function createFailuresQueue(scope: Construct, id: string, alarmTopic?: sns.ITopic): sqs.Queue {
  const queue = createQueue(scope, id);
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is where dead letters go: nothing takes messages out of it by itself, so none can fail',
  });
  alarmAbove(queue, 'Alarm', {
    metric: queue.metricApproximateNumberOfMessagesVisible({
      statistic: cloudwatch.Stats.MAXIMUM,
      period: Duration.minutes(5),
    }),
    threshold: 0,
    description: 'Events failed for good',
    topic: alarmTopic,
  });
  return queue;
}
