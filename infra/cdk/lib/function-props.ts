import type { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

import type { EntryProps } from './entries';

/** How a function runs, whatever its entry. */
export interface FunctionProps {
  /** @default ARM_64 */
  readonly architecture?: lambda.Architecture;
  /** Folder of the zips that `make package` makes, shrike-arm64.zip and shrike-x86_64.zip. @default dist, below the working directory */
  readonly zipFolder?: string;
  /** Instead: code that is somewhere else, such as in a bucket. @default the zip of the architecture */
  readonly code?: lambda.Code;
  /** MB, 128 to 10240; what decoding an image may take follows from it. @default 512 */
  readonly memorySize?: number;
  /** 1 s to 15 min. @default 30 s for `process`, else 60 s */
  readonly timeout?: Duration;
  /** At most so many at a time, taken from the account's concurrency: 0 (none) or more. @default unreserved */
  readonly reservedConcurrency?: number;
  /** How long log lines are kept; a number of days that CloudWatch has. @default ONE_MONTH */
  readonly logRetentionDays?: logs.RetentionDays;
  /** Lines of less weight are not written. @default INFO */
  readonly logLevel?: lambda.ApplicationLogLevel;
  /** Where events go that failed three times, or were not begun within an hour. @default a queue of its own, with an alarm */
  readonly failures?: sqs.IQueue;
  /** Topic that the alarms tell. @default they tell nobody, but can be seen */
  readonly alarmTopic?: sns.ITopic;
}

/** How a function runs, what it is, and what it works on. */
export type ShrikeFunctionProps = FunctionProps & EntryProps;
