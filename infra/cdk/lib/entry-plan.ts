import type * as s3 from 'aws-cdk-lib/aws-s3';

import { bucketArn, knownBucketName } from './bucket-names';
import { numberWithin, refuse, textThat, wholeWithin } from './check';
import { type Detector, detectors, type EntryProps, type ImageReader, type LabelFinder } from './entries';
import type { Things } from './policy-table';
import { renditionsVariable } from './renditions';

/** Bytes: leaves three quarters of what S3 has for a key to the rest of it. */
const longestPrefix = 256;

/** What follows for a function from its entry. */
export interface EntryPlan {
  readonly environment: Readonly<Record<string, string>>;
  /** Of the policy table: which of its calls the function makes. */
  readonly features: readonly string[];
  /** Of the policy table: the ARNs of what it works on. */
  readonly things: Things;
}

/** Throws Error naming variable, value and what is allowed, for a value that the function would refuse to start with. */
export function planOf(props: EntryProps): EntryPlan {
  switch (props.entry) {
    case 'process':
      refuseOutputsAmong(props.images, props.results);
      return together(
        imageReader(props),
        labelFinder(props),
        looker(props.detect ?? ['labels']),
        writer('OUTPUT_BUCKET', props.results, props.outputPrefix),
        {
          environment: {
            RENDITIONS: renditionsVariable(props.renditions ?? 'thumb:320x320,webp,q80;preview:1600x1600'),
          },
        },
        // A late upload's outputs go when its image is not there any more, whether removals are told of or not.
        { features: ['removals'] },
        topicTeller(props.topic),
        props.table === undefined ? {} : tableWriter(props.table),
      );
    case 'compare-faces':
      if (props.results !== undefined) refuseOutputsAmong(props.images, props.results);
      return together(
        imageReader(props),
        bucket('references', props.references),
        { environment: { BUCKET_NAME: knownBucketName(props.references) } },
        prefix('REFERENCE_PREFIX', props.referencePrefix, () => true, 'at most 256 bytes'),
        number('SIMILARITY_THRESHOLD', props.similarityThreshold ?? 80, numberWithin, 0, 100),
        topicTeller(props.topic),
        props.results === undefined ? {} : writer('OUTPUT_BUCKET', props.results, props.outputPrefix),
      );
    case 'start-workflow':
      return {
        environment: { STATE_MACHINE_ARN: props.stateMachine.stateMachineArn },
        features: [],
        things: { 'state-machine': props.stateMachine.stateMachineArn },
      };
    case 'recognize':
      return together(imageReader(props), labelFinder(props), looker(props.detect ?? ['labels', 'faces']));
    case 'store-results':
      return together(writer('RESULTS_BUCKET', props.results, props.outputPrefix), topicTeller(props.topic));
    case 'track-task':
      return together(
        imageReader(props),
        labelFinder(props),
        tableWriter(props.table),
        props.tableKeys === undefined ? {} : tableKeys(props.tableKeys),
      );
  }
}

function together(...parts: readonly Partial<EntryPlan>[]): EntryPlan {
  return {
    environment: Object.assign({}, ...parts.map(({ environment }) => environment)),
    features: parts.flatMap(({ features }) => features ?? []),
    things: Object.assign({}, ...parts.map(({ things }) => things)),
  };
}

/** Outputs among the images would be events again, and again. */
function refuseOutputsAmong(images: s3.IBucket, results: s3.IBucket): void {
  const name = knownBucketName(results);
  if (name === knownBucketName(images)) refuse('OUTPUT_BUCKET', name, 'another bucket than that of the images');
}

function bucket(thing: string, what: s3.IBucket): Partial<EntryPlan> {
  const arn = bucketArn(what);
  return { things: { [thing]: arn, [`${thing}/*`]: `${arn}/*` } };
}

function imageReader({ images, maxImageMb }: ImageReader): Partial<EntryPlan> {
  return together(bucket('images', images), number('MAX_IMAGE_MB', maxImageMb, wholeWithin, 1, 5120));
}

function labelFinder({ maxLabels, minConfidence }: LabelFinder): Partial<EntryPlan> {
  return together(
    number('MAX_LABELS', maxLabels ?? 10, wholeWithin, 1, 1000),
    number('MIN_CONFIDENCE', minConfidence ?? 75, numberWithin, 0, 100),
  );
}

function looker(detect: readonly Detector[]): Partial<EntryPlan> {
  const known = new Set<string>(detectors);
  if (detect.some((name, index) => !known.has(name) || detect.indexOf(name) !== index)) {
    refuse('DETECT', detect.join(','), `empty, or some of ${detectors.join(',')}`);
  }
  return { environment: { DETECT: detect.join(',') }, features: detect };
}

function writer(variable: string, results: s3.IBucket, outputPrefix: string | undefined): Partial<EntryPlan> {
  return together(
    bucket('results', results),
    { environment: { [variable]: knownBucketName(results) }, features: ['results'] },
    prefix('OUTPUT_PREFIX', outputPrefix, isFolder, 'at most 256 bytes ending (not beginning) with /'),
  );
}

function isFolder(text: string): boolean {
  return text === '' || (text.endsWith('/') && !text.startsWith('/'));
}

function topicTeller(topic: { readonly topicArn: string } | undefined): Partial<EntryPlan> {
  if (topic === undefined) return {};
  return { environment: { SNS_TOPIC_ARN: topic.topicArn }, features: ['topic'], things: { topic: topic.topicArn } };
}

function tableWriter(table: { readonly tableName: string; readonly tableArn: string }): Partial<EntryPlan> {
  return { environment: { TASKS_TABLE: table.tableName }, features: ['table'], things: { table: table.tableArn } };
}

function tableKeys(keys: readonly [string, string]): Partial<EntryPlan> {
  const right = keys[0] !== keys[1] && keys.every((key) => /^[\w.-]{1,255}$/.test(key));
  if (!right) refuse('TASKS_TABLE_KEYS', keys.join(','), 'two names of letters, digits, _ - and . joined by ,');
  return { environment: { TASKS_TABLE_KEYS: keys.join(',') } };
}

function number(
  variable: string,
  value: number | undefined,
  within: typeof numberWithin,
  smallest: number,
  largest: number,
): Partial<EntryPlan> {
  return value === undefined ? {} : { environment: { [variable]: within(variable, value, smallest, largest) } };
}

function prefix(
  variable: string,
  value: string | undefined,
  allows: (value: string) => boolean,
  allowed: string,
): Partial<EntryPlan> {
  if (value === undefined) return {};
  const fits = (text: string) => Buffer.byteLength(text) <= longestPrefix && allows(text);
  return { environment: { [variable]: textThat(variable, value, fits, allowed) } };
}
