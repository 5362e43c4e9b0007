import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';

import type { Rendition } from './renditions';

/** What images can be looked at for. */
export const detectors = ['labels', 'faces', 'text', 'moderation'] as const;
export type Detector = (typeof detectors)[number];

/** Of every entry that reads images. */
export interface ImageReader {
  /** Bucket that the images come into; the function may read it. */
  readonly images: s3.IBucket;
  /** Larger objects are refused: MB, 1 to 5120; a quarter of the function's memory is a limit too. @default 50 */
  readonly maxImageMb?: number;
}

/** Of every entry that finds labels. */
export interface LabelFinder {
  /** At most so many labels an image: 1 to 1000. @default 10 */
  readonly maxLabels?: number;
  /** Labels, moderation labels too, of less confidence are left out: percent, 0 to 100. @default 75 */
  readonly minConfidence?: number;
}

/** `process`: renditions, detection and the metadata object of every image. */
export interface ProcessEntry extends ImageReader, LabelFinder {
  readonly entry: 'process';
  /** Bucket that renditions and metadata objects go to; not that of the images. */
  readonly results: s3.IBucket;
  /** Put before every output key: at most 256 bytes ending, not beginning, with /. @default none */
  readonly outputPrefix?: string;
  /** The smaller versions of every image, as a list or as the text of RENDITIONS. @default a 320-pixel WebP `thumb`, a 1600-pixel `preview` */
  readonly renditions?: string | readonly Rendition[];
  /** What every image is looked at for. @default labels */
  readonly detect?: readonly Detector[];
  /** Standard topic that is told of every result. @default none */
  readonly topic?: sns.ITopic;
  /** Table of the items `user#U`, `task#T`. @default none */
  readonly table?: dynamodb.ITable;
}

/** `compare-faces`: every image is compared with the reference images; the topic is told. */
export interface CompareFacesEntry extends ImageReader {
  readonly entry: 'compare-faces';
  /** Bucket of the reference images. */
  readonly references: s3.IBucket;
  /** Only objects whose keys begin with it are references: at most 256 bytes. @default all */
  readonly referencePrefix?: string;
  /** Standard topic that is told of every comparison. */
  readonly topic: sns.ITopic;
  /** Faces match from this similarity on: percent, 0 to 100. @default 80 */
  readonly similarityThreshold?: number;
  /** Bucket that comparisons are put down in. @default none */
  readonly results?: s3.IBucket;
  /** As of `process`. @default none */
  readonly outputPrefix?: string;
}

/** `start-workflow`: every image starts an execution. */
export interface StartWorkflowEntry {
  readonly entry: 'start-workflow';
  /** A standard one: express ones forget the names of executions, by which duplicates are told. */
  readonly stateMachine: stepfunctions.IStateMachine;
}

/** `recognize`: what is in an image, as a step of a workflow. */
export interface RecognizeEntry extends ImageReader, LabelFinder {
  readonly entry: 'recognize';
  /** What every image is looked at for. @default labels and faces */
  readonly detect?: readonly Detector[];
}

/** `store-results`: puts down what `recognize` found, as a step of a workflow. */
export interface StoreResultsEntry {
  readonly entry: 'store-results';
  /** Bucket that it goes to. */
  readonly results: s3.IBucket;
  /** As of `process`. @default none */
  readonly outputPrefix?: string;
  /** Standard topic that is told of every result. @default none */
  readonly topic?: sns.ITopic;
}

/** `track-task`: an image `user/task/…` sets `upload`, then `labels`, on its task's item. */
export interface TrackTaskEntry extends ImageReader, LabelFinder {
  readonly entry: 'track-task';
  /** Table of the items, with string keys. */
  readonly table: dynamodb.ITable;
  /** Names of its partition and sort key. @default PK and SK */
  readonly tableKeys?: readonly [partition: string, sort: string];
}

/** What a function is, by its handler, with what that handler is to know. */
export type EntryProps =
  ProcessEntry | CompareFacesEntry | StartWorkflowEntry | RecognizeEntry | StoreResultsEntry | TrackTaskEntry;

/** The handlers of the one zip. */
export type Entry = EntryProps['entry'];
