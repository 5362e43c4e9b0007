import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

import { answerForWildcards } from './wildcards';

/** A role with these statements alone, for a service. */
export function createServiceRole(
  scope: Construct,
  id: string,
  assumedBy: iam.ServicePrincipal,
  statements: iam.PolicyStatement[],
): iam.Role {
  const role = new iam.Role(scope, id, {
    assumedBy,
    inlinePolicies: { Calls: new iam.PolicyDocument({ statements }) },
  });
  for (const statement of statements) answerForWildcards(role, statement);
  return role;
}
