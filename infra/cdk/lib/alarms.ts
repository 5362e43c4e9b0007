import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Of a function's timeout: what takes longer is about to be cut off. */
const slowShare = 0.8;

interface AlarmProps {
  readonly metric: cloudwatch.Metric;
  /** In the metric's unit; it rings above. */
  readonly threshold: number;
  readonly description: string;
  /** @default nobody is told */
  readonly topic?: sns.ITopic;
}

/** An alarm that rings when the metric is above the threshold in one period; no data is no reason to ring. */
export function alarmAbove(
  scope: Construct,
  id: string,
  { metric, threshold, description, topic }: AlarmProps,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: description,
  });
  if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}

/** The alarms of one function: errors, throttles, and durations close to its timeout. */
export function alarmsOf(scope: Construct, fn: lambda.Function, timeout: Duration, topic?: sns.ITopic): void {
  const period = Duration.minutes(5);
  alarmAbove(scope, 'ErrorsAlarm', {
    metric: fn.metricErrors({ period }),
    threshold: 0,
    description: 'An invocation failed',
    topic,
  });
  alarmAbove(scope, 'ThrottlesAlarm', {
    metric: fn.metricThrottles({ period }),
    threshold: 0,
    description: 'Invocations had to wait for concurrency',
    topic,
  });
  alarmAbove(scope, 'DurationAlarm', {
    metric: fn.metricDuration({ period, statistic: cloudwatch.Stats.MAXIMUM }),
    threshold: slowShare * timeout.toMilliseconds(),
    description: `An invocation took more than ${slowShare * 100} % of the timeout of ${timeout.toSeconds()} s`,
    topic,
  });
}
