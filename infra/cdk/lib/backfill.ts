import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

import { createServiceRole } from './service-role';
import { createStateMachine } from './state-machines';

/** What a backfill goes over, and what does the work. */
export interface BackfillProps {
  readonly process: lambda.IFunction;
  readonly images: s3.IBucket;
  /** Manifests, reports and maps go below `backfill/` of it. */
  readonly results: s3.IBucket;
  /** Topic that the state machine's alarm tells. @default it tells nobody, but can be seen */
  readonly alarmTopic?: sns.ITopic;
  /** @default ONE_MONTH */
  readonly logRetentionDays?: logs.RetentionDays;
}

/** The state machine that goes over a whole bucket, or what begins with a prefix of it. */
export function createBackfill(scope: Construct, id: string, props: BackfillProps): stepfunctions.StateMachine {
  return createStateMachine(scope, id, {
    definition: 'bulk.asl.json',
    substitutions: {
      ProcessFunctionArn: props.process.functionArn,
      ImagesBucket: props.images.bucketName,
      ResultsBucket: props.results.bucketName,
    },
    statements: [
      invoke(props.process),
      new iam.PolicyStatement({ sid: 'ListImages', actions: ['s3:ListBucket'], resources: [props.images.bucketArn] }),
      new iam.PolicyStatement({
        sid: 'WriteResultsOfTheMap',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: [props.results.arnForObjects('backfill/maps/*')],
      }),
    ],
    distributedMap: true,
    alarmTopic: props.alarmTopic,
    logRetentionDays: props.logRetentionDays,
  });
}

/** What a job of S3 Batch Operations runs as: it reads its manifest, invokes the function, and writes its report. */
export function createBatchJobRole(scope: Construct, id: string, { process, results }: BackfillProps): iam.Role {
  const statements = [
    invoke(process),
    new iam.PolicyStatement({
      sid: 'ReadManifest',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [results.arnForObjects('backfill/manifests/*')],
    }),
    new iam.PolicyStatement({
      sid: 'WriteReport',
      actions: ['s3:PutObject'],
      resources: [results.arnForObjects('backfill/reports/*')],
    }),
  ];
  return createServiceRole(scope, id, 'batchoperations.s3.amazonaws.com', statements);
}

function invoke(fn: lambda.IFunction): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'InvokeFunctions',
    actions: ['lambda:InvokeFunction'],
    resources: [fn.functionArn],
  });
}
