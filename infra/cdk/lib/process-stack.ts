import { EventType } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

import type { ProcessEntry } from './entries';
import { type ResultsProps, SystemStack, type SystemStackProps } from './system-stack';
import { createTopic } from './topics';

/** What `process` is told, of the systems that have it. */
export type ProcessSettings = Pick<ProcessEntry, 'renditions' | 'detect' | 'maxLabels' | 'minConfidence'>;

export interface ProcessStackProps extends SystemStackProps, ResultsProps, ProcessSettings {
  /** Who gets a mail of each image. @default nobody */
  readonly emailAddress?: string;
}

/** The main job: an image comes into Images; its renditions and what is in it appear in Results. */
export class ProcessStack extends SystemStack {
  constructor(scope: Construct, id: string, props: ProcessStackProps = {}) {
    super(scope, id, props);
    const { renditions, detect, maxLabels, minConfidence, emailAddress } = props;
    const topic = emailAddress === undefined ? undefined : createTopic(this, 'Topic', emailAddress);
    if (topic !== undefined) this.output('TopicArn', topic.topicArn);
    const process = this.addFunction('Process', {
      entry: 'process',
      renditions,
      detect,
      maxLabels,
      minConfidence,
      images: this.images,
      results: this.addResults(props),
      topic,
    });
    process.notifiedBy(this.images, this.notifications(EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED));
    this.addDashboard();
  }
}
