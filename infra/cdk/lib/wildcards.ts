import { Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a statement of `holder`, a role or a policy, has resources with a wildcard: its rule AwsSolutions-IAM5
 * wants each to be answered for. Nothing for a statement without one.
 */
export function answerForWildcards(holder: IConstruct, statement: iam.PolicyStatement): void {
  for (const resource of statement.resources) {
    const text = findingText(Stack.of(holder).resolve(resource));
    if (!text.includes('*')) continue;
    const reason =
      text === '*'
        ? `${statement.actions.join(', ')}: AWS has no resource type for it`
        : 'What is in this one thing, an object or an execution, has a name that is not known before';
    Validations.of(holder).acknowledge({ id: `AwsSolutions-IAM5[Resource::${text}]`, reason });
  }
}

/** How cdk-nag writes a resource that has references in it. */
function findingText(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const {
    Ref: reference,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = resource as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (join !== undefined) return join[1].map(findingText).join(join[0]);
  return `<${attribute?.join('.') ?? reference}>`;
}
