import { readFileSync } from 'node:fs';

import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

import { assetPath } from './assets';
import { answerForWildcards } from './wildcards';

export interface DefinedStateMachineProps {
  /** The file of infra/stepfunctions that defines it. */
  readonly definition: string;
  /** What each `${name}` of the definition stands for. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What it may do, beside writing its log and traces. */
  readonly statements: readonly iam.PolicyStatement[];
  readonly logRetentionDays?: logs.RetentionDays;
}

/** A standard state machine that logs every state and is traced, with a role that may do what it does. */
export function createStateMachine(scope: Construct, id: string, props: DefinedStateMachineProps): stepfunctions.StateMachine {
  const role = new iam.Role(scope, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    inlinePolicies: { Calls: policyFor(props.statements) },
  });
  for (const statement of [...props.statements, ...platformStatements()]) answerForWildcards(role, statement);
  return new stepfunctions.StateMachine(scope, id, {
    // In the template itself: within its limits, and readable there.
    definitionBody: stepfunctions.DefinitionBody.fromString(readFileSync(assetPath(props.definition), 'utf8')),
    definitionSubstitutions: { ...props.substitutions },
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
      level: stepfunctions.LogLevel.ALL,
      includeExecutionData: false,
    },
  });
}

function policyFor(statements: readonly iam.PolicyStatement[]): iam.PolicyDocument {
  return new iam.PolicyDocument({ statements: [...statements, ...platformStatements()] });
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
      actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
    }),
  ];
}
