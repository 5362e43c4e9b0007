import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

import { textThat } from './check';

/** An encrypted topic, reached over TLS alone. The subscriber gets a mail of each message once they have confirmed. */
export function createTopic(scope: Construct, id: string, emailAddress?: string): sns.Topic {
  const topic = new sns.Topic(scope, id, {
    masterKey: kms.Alias.fromAliasName(scope, `${id}Key`, 'alias/aws/sns'),
    enforceSSL: true,
  });
  if (emailAddress !== undefined) {
    const right = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);
    const address = textThat('emailAddress', emailAddress, right, 'an address, such as you@example.com');
    topic.addSubscription(new EmailSubscription(address));
  }
  return topic;
}
