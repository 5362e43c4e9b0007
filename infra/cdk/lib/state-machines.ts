import { readFileSync } from 'node:fs';

import { ArnFormat, Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

import { alarmAbove } from './alarms';
import { assetPath } from './assets';
import { createServiceRole } from './service-role';
import { answerForWildcards } from './wildcards';

export interface DefinedStateMachineProps {
  /** The file of infra/stepfunctions that defines it. */
  readonly definition: string;
  /** What each `${name}` of the definition stands for, beside `${Partition}`. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What it may do, beside writing its log and traces. */
  readonly statements: readonly iam.PolicyStatement[];
  /** It has a Distributed Map, whose children are executions of the state machine itself. @default false */
  readonly distributedMap?: boolean;
  /** Topic that its alarm tells. @default it tells nobody, but can be seen */
  readonly alarmTopic?: sns.ITopic;
  /** @default ONE_MONTH */
  readonly logRetentionDays?: logs.RetentionDays;
}

/** A standard state machine that is traced, logs what fails and has an alarm for it, with a role that may do what it does. */
export function createStateMachine(
  scope: Construct,
  id: string,
  props: DefinedStateMachineProps,
): stepfunctions.StateMachine {
  const statements = [...props.statements, ...platformStatements()];
  const ofThisAccount = new iam.ServicePrincipal('states.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
  const role = createServiceRole(scope, `${id}Role`, ofThisAccount, statements);
  const stateMachine = new stepfunctions.StateMachine(scope, id, {
    // In the template itself: within its limits, and readable there.
    definitionBody: stepfunctions.DefinitionBody.fromString(readFileSync(assetPath(props.definition), 'utf8')),
    definitionSubstitutions: { Partition: Aws.PARTITION, ...props.substitutions },
    stateMachineType: stepfunctions.StateMachineType.STANDARD,
    role: role.withoutPolicyUpdates(),
    tracingEnabled: true,
    logs: {
      destination: new logs.LogGroup(scope, `${id}LogGroup`, {
        // Under this prefix log groups need no entry in the account's resource policy, which is of limited length.
        logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}-${id}`,
        retention: props.logRetentionDays ?? logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: stepfunctions.LogLevel.ERROR,
      includeExecutionData: false,
    },
  });
  Validations.of(stateMachine).acknowledge({
    id: 'AwsSolutions-SF1',
    reason:
      'Of a standard execution Step Functions itself keeps every event for 90 days; what is logged beside that is what failed',
  });
  alarmAbove(stateMachine, 'FailedAlarm', {
    metric: stateMachine.metricFailed({ period: Duration.minutes(5) }),
    threshold: 0,
    description: 'An execution failed, all tries through',
    topic: props.alarmTopic,
  });
  if (props.distributedMap) allowChildren(scope, id, role, stateMachine);
  return stateMachine;
}

/** In a policy apart from the role, which must be there before the state machine. */
function allowChildren(scope: Construct, id: string, role: iam.Role, stateMachine: stepfunctions.StateMachine): void {
  // As the guide to Distributed Map has it, and with the map's label behind a slash, as children are called.
  const executions = [':*', '/*'].map((children) =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: stateMachine.stateMachineName + children,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  const statements = [
    new iam.PolicyStatement({
      sid: 'StartChildren',
      actions: ['states:StartExecution'],
      resources: [stateMachine.stateMachineArn],
    }),
    new iam.PolicyStatement({
      sid: 'FollowChildren',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: executions,
    }),
  ];
  const policy = new iam.Policy(scope, `${id}MapPolicy`, { statements, roles: [role] });
  for (const statement of statements) answerForWildcards(policy, statement);
}

/** What AWS demands of a state machine's role for logging and tracing; neither has a resource type. */
function platformStatements(): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'DeliverLogs',
      actions: [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeLogGroups',
        'logs:DescribeResourcePolicies',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
      ],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      sid: 'Trace',
      actions: [
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:PutTelemetryRecords',
        'xray:PutTraceSegments',
      ],
      resources: ['*'],
    }),
  ];
}
