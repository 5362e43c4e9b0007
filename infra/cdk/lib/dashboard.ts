import { Aws, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import type { ShrikeFunction } from './shrike-function';

/** One dashboard of a stack: a row for each function, and what failed for good. */
export function createDashboard(
  scope: Construct,
  id: string,
  functions: readonly ShrikeFunction[],
  failures: sqs.IQueue,
): cloudwatch.Dashboard {
  const depth = new cloudwatch.GraphWidget({
    title: 'Failures',
    width: 24,
    left: [failures.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM })],
  });
  return new cloudwatch.Dashboard(scope, id, {
    // Of the account, not of a region: so the region is part of the name.
    dashboardName: `${Stack.of(scope).stackName}-${Aws.REGION}`,
    widgets: [...functions.map(widgetsOf), [depth]],
  });
}

function widgetsOf({ node, function: fn }: ShrikeFunction): cloudwatch.IWidget[] {
  return [
    new cloudwatch.GraphWidget({
      title: `${node.id}: invocations`,
      width: 12,
      left: [fn.metricInvocations(), fn.metricErrors(), fn.metricThrottles()],
    }),
    new cloudwatch.GraphWidget({
      title: `${node.id}: duration`,
      width: 12,
      left: [fn.metricDuration({ statistic: 'p50' }), fn.metricDuration({ statistic: 'p99' })],
    }),
  ];
}
