import { Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Tells cdk-nag why `statement` has a resource that ends with a wildcard, of which its rule AwsSolutions-IAM5 wants each
 * to be answered for. Nothing for a statement without one.
 */
export function answerForWildcards(role: iam.Role, statement: iam.PolicyStatement): void {
  for (const resource of statement.resources) {
    const text = findingText(Stack.of(role).resolve(resource));
    if (!text.includes('*')) continue;
    const reason =
      text === '*' ? `${statement.actions.join(', ')}: AWS has no resource type for it` : 'Any object of this one bucket: keys are the uploaders\' choice';
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${text}]`, reason });
  }
}

/** How cdk-nag writes a resource that has references in it. */
function findingText(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref: reference, 'Fn::Join': join } = resource as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (join !== undefined) return join[1].map(findingText).join(join[0]);
  return reference === undefined ? '' : `<${reference}>`;
}
