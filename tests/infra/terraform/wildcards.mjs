// Actions that AWS has no resource type for: a statement of theirs alone may have the resource `*`.
const withoutResourceType = [
  /^rekognition:(Detect\w+|CompareFaces)$/,
  /^xray:(Put|Get)\w+$/,
  /^logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
];

export const asList = (value) => (Array.isArray(value) ? value : [value]);

/** What a policy's statements allow more widely than they need to: messages, none when all is well. */
export function wildcardMessages(statements) {
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Sid, Action, Resource }) => {
      const wide = asList(Action).filter((action) => action.includes("*"));
      const anywhere = asList(Resource).includes("*")
        ? asList(Action).filter((action) => !withoutResourceType.some((pattern) => pattern.test(action)))
        : [];
      return [
        ...wide.map((action) => `${Sid}: the action ${action}`),
        ...anywhere.map((action) => `${Sid}: ${action} on any resource`),
      ];
    });
}
