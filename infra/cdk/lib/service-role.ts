import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

import { answerForWildcards } from './wildcards';

/** A role with these statements alone, for a service that works for this account, and for no other. */
export function createServiceRole(
  scope: Construct,
  id: string,
  service: string,
  statements: iam.PolicyStatement[],
): iam.Role {
  const role = new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal(service, {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Calls: new iam.PolicyDocument({ statements }) },
  });
  for (const statement of statements) answerForWildcards(role, statement);
  return role;
}
