import { EventType } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

import { createBucket } from './buckets';
import type { CompareFacesEntry } from './entries';
import { type ResultsProps, SystemStack, type SystemStackProps } from './system-stack';
import { createTopic } from './topics';

export interface CompareFacesStackProps
  extends SystemStackProps, ResultsProps, Pick<CompareFacesEntry, 'similarityThreshold'> {
  /** @default `<stack>-references-<account>-<region>` */
  readonly referencesBucketName?: string;
  /** Who gets a mail of each comparison. @default nobody */
  readonly emailAddress?: string;
}

/** An image that comes into Images is compared with the faces in References; the topic is told, Results keeps it. */
export class CompareFacesStack extends SystemStack {
  constructor(scope: Construct, id: string, props: CompareFacesStackProps = {}) {
    super(scope, id, props);
    const references = createBucket(this, 'References', { bucketName: props.referencesBucketName });
    const topic = createTopic(this, 'Topic', props.emailAddress);
    this.output('ReferencesBucket', references.bucketName);
    this.output('TopicArn', topic.topicArn);
    const compareFaces = this.addFunction('CompareFaces', {
      entry: 'compare-faces',
      images: this.images,
      references,
      results: this.addResults(props),
      similarityThreshold: props.similarityThreshold,
      topic,
    });
    compareFaces.notifiedBy(this.images, this.notifications(EventType.OBJECT_CREATED));
    this.addDashboard();
  }
}
