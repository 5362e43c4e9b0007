import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

import { alarmsOf } from './alarms';
import { numberWithin, wholeFromZero, wholeWithin } from './check';
import { planOf } from './entry-plan';
import { packagedCode } from './function-code';
import type { ShrikeFunctionProps } from './function-props';
import { type NotificationProps, notificationSource, notify } from './notifications';
import { type Call, callsOf, platformCallsFor, statementFor, type Things } from './policy-table';
import { createFailuresQueue } from './queues';
import { answerForWildcards } from './wildcards';

/** How a queue feeds a function. */
export interface QueueFeedProps {
  /** Messages an invocation: 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** Invocations at a time: 2 to 1000. @default as many as there is concurrency for */
  readonly maximumConcurrency?: number;
}

/**
 * A function of Shrike, ready to run: its entry's environment, checked at synthesis; a role that may do what the entry
 * does and nothing else; a log group that forgets; retries, then a queue for what failed; alarms. It brings no other
 * function with it.
 *
 * Throws Error naming what is wrong: a value out of its range, or a zip that is not there.
 */
export class ShrikeFunction extends Construct implements iam.IGrantable {
  /** The function itself. */
  readonly function: lambda.Function;
  /** Its role. What is added here is allowed beside what the entry needs. */
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  /** Where events go that failed for good. */
  readonly failures: sqs.IQueue;
  readonly timeout: Duration;
  readonly grantPrincipal: iam.IPrincipal;

  private readonly statements = new iam.PolicyDocument();
  private readonly reservedConcurrency: number | undefined;

  constructor(scope: Construct, id: string, props: ShrikeFunctionProps) {
    super(scope, id);
    const plan = planOf(props);
    const architecture = props.architecture ?? lambda.Architecture.ARM_64;
    const memorySize = props.memorySize ?? 512;
    this.reservedConcurrency = props.reservedConcurrency;
    if (this.reservedConcurrency !== undefined) wholeFromZero('reservedConcurrency', this.reservedConcurrency);
    wholeWithin('memorySize', memorySize, 128, 10240, ' MB');
    this.timeout = props.timeout ?? Duration.seconds(props.entry === 'process' ? 30 : 60);
    wholeWithin('timeout', this.timeout.toSeconds({ integral: false }), 1, 900, ' s');

    this.failures = props.failures ?? createFailuresQueue(this, 'Failures', props.alarmTopic);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: props.logRetentionDays ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Calls: this.statements },
    });
    this.grantPrincipal = this.role;
    this.allow(callsOf(props.entry, new Set([...plan.features, 'failures', 'tracing'])), {
      ...plan.things,
      failures: this.failures.queueArn,
      'log-streams': this.logGroup.logGroupArn,
    });

    this.function = new lambda.Function(this, 'Default', {
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture,
      code: props.code ?? packagedCode(props.zipFolder ?? 'dist', architecture),
      handler: props.entry,
      environment: { ...plan.environment },
      memorySize,
      timeout: this.timeout,
      reservedConcurrentExecutions: props.reservedConcurrency,
      // CDK would add wider statements than the table's for tracing and for queues.
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: props.logLevel ?? lambda.ApplicationLogLevel.INFO,
      tracing: lambda.Tracing.ACTIVE,
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.failures),
    });
    alarmsOf(this, this.function, this.timeout, props.alarmTopic);
  }

  /**
   * Lets `bucket` tell the function of its objects; more than once, for other prefixes or suffixes. The bucket needs a
   * `bucketName`, and is of the same account: a bucket of that name in another one is not heard.
   */
  notifiedBy(bucket: s3.Bucket, props: NotificationProps = {}): void {
    const source = notificationSource(bucket);
    const near = bucket.node.scope === this.node.scope;
    const id = `NotifiedBy${near ? bucket.node.id : bucket.node.addr}`;
    const permission =
      this.node.tryFindChild(id) ??
      new lambda.CfnPermission(this, id, {
        action: 'lambda:InvokeFunction',
        functionName: this.function.functionArn,
        principal: 's3.amazonaws.com',
        sourceArn: source.arn,
        sourceAccount: source.account,
      });
    notify(bucket, { function: this.function.functionArn }, permission, props);
  }

  /**
   * Feeds the messages of `queue` to the function; those that failed alone go back to it. Its visibility timeout is to be
   * six times the function's timeout: AWS's advice for queues that a function takes from.
   */
  fedBy(queue: sqs.IQueue, props: QueueFeedProps = {}): void {
    const { batchSize = 10, maximumConcurrency } = props;
    wholeWithin('batchSize', batchSize, 1, 10);
    if (maximumConcurrency !== undefined) {
      wholeWithin('maximumConcurrency', maximumConcurrency, 2, 1000);
      // Beyond it Lambda would throttle the queue's batches, and these count as received.
      const reserved = this.reservedConcurrency ?? 1000;
      if (!Token.isUnresolved(reserved)) numberWithin('maximumConcurrency', maximumConcurrency, 2, reserved, ', what is reserved');
    }
    this.allow(platformCallsFor('queue'), { queue: queue.queueArn });
    this.function.addEventSource(
      new SqsEventSource(queue, { batchSize, maxConcurrency: maximumConcurrency, reportBatchItemFailures: true }),
    );
  }

  private allow(calls: readonly Call[], things: Things): void {
    for (const call of calls) {
      const statement = statementFor(call, things);
      answerForWildcards(this.role, statement);
      this.statements.addStatements(statement);
    }
  }
}
