import * as iam from 'aws-cdk-lib/aws-iam';
import { EventType } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

import type { RecognizeEntry } from './entries';
import { createStateMachine } from './state-machines';
import { type ResultsProps, SystemStack, type SystemStackProps } from './system-stack';
import { createTopic } from './topics';

/** What is reserved is for Recognize: the others do little, and each would take as much again from the account. */
const unreserved = { reservedConcurrency: undefined };

export interface WorkflowStackProps
  extends SystemStackProps, ResultsProps, Pick<RecognizeEntry, 'detect' | 'maxLabels' | 'minConfidence'> {
  /** Who gets a mail of each image. @default nobody */
  readonly emailAddress?: string;
}

/** An image that comes into Images starts the workflow: Recognize looks, StoreResults stores and tells the topic. */
export class WorkflowStack extends SystemStack {
  constructor(scope: Construct, id: string, props: WorkflowStackProps = {}) {
    super(scope, id, props);
    const topic = createTopic(this, 'Topic', props.emailAddress);
    const recognize = this.addFunction('Recognize', {
      entry: 'recognize',
      images: this.images,
      detect: props.detect,
      maxLabels: props.maxLabels,
      minConfidence: props.minConfidence,
    });
    const storeResults = this.addFunction(
      'StoreResults',
      { entry: 'store-results', results: this.addResults(props), topic },
      unreserved,
    );
    const steps = [recognize.function.functionArn, storeResults.function.functionArn];
    const workflow = createStateMachine(this, 'Workflow', {
      definition: 'workflow.asl.json',
      substitutions: {
        RecognizeFunctionArn: recognize.function.functionArn,
        StoreResultsFunctionArn: storeResults.function.functionArn,
      },
      statements: [
        new iam.PolicyStatement({ sid: 'InvokeFunctions', actions: ['lambda:InvokeFunction'], resources: steps }),
      ],
      alarmTopic: this.alarmTopic,
      logRetentionDays: props.logRetentionDays,
    });
    const startWorkflow = this.addFunction(
      'StartWorkflow',
      { entry: 'start-workflow', stateMachine: workflow },
      unreserved,
    );
    startWorkflow.notifiedBy(this.images, this.notifications(EventType.OBJECT_CREATED));
    this.output('TopicArn', topic.topicArn);
    this.output('WorkflowArn', workflow.stateMachineArn);
    this.addDashboard();
  }
}
