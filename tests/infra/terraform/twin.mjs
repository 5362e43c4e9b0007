// A stack evaluated by Terraform itself, without the provider. Each of AWS's resources becomes Terraform's own `terraform_data`
// with the same arguments, so that every expression, validation, precondition and dependency is the module's own; what AWS would
// tell of a resource (its ARN, …) is made up from its address. It shows what the modules say, not whether AWS would take it.
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { iteratorOf, moduleFolders, readModule, soleExpression } from "./hcl.mjs";
import { terraform } from "./terraform.mjs";

export const account = "123456789012";
export const region = "eu-west-1";

const dataSources = new Map([
  ["data.aws_partition.current.partition", "aws"],
  ["data.aws_caller_identity.current.account_id", account],
  ["data.aws_region.current.region", region],
]);

/** Writes the twins of a tree of modules, and copies what they read beside them (`others`, relative to both roots). */
export async function writeTwins(from, to, others) {
  for (const other of others) cpSync(join(from, other), join(to, other), { recursive: true });
  for (const folder of moduleFolders(from)) {
    const target = join(to, relative(from, folder));
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "main.tf.json"), JSON.stringify(twinOf(await readModule(folder)), null, 1));
  }
}

/**
 * Applies a twin: `{ resources, outputs }`, every value known. A resource is `{ address, type, values, … }`, and as readModule's
 * are: its `body` has the arguments that are given, `values` besides what AWS would tell.
 */
export function evaluate(folder, variables) {
  run(folder, variables, "apply", "-auto-approve");
  const { values } = JSON.parse(terraform(folder, "show", "-json"));
  const outputs = Object.entries(values.outputs ?? {}).map(([name, { value }]) => [name, value]);
  return { resources: resourcesOf(values.root_module), outputs: Object.fromEntries(outputs) };
}

function resourcesOf({ resources = [], child_modules = [] }) {
  const own = resources.map(({ address: standIn, values: { output } }) => {
    const address = standIn.replace(/terraform_data\.(\w+?)__(\w+)/, "$1.$2");
    const given = Object.entries(output.values).filter(([name, value]) => output.given.includes(name) && value !== null);
    return {
      address,
      file: address,
      kind: "resource",
      type: output.type,
      values: output.values,
      body: Object.fromEntries(given),
    };
  });
  return [...own, ...child_modules.flatMap(resourcesOf)];
}

/** Plans a twin. Throws TerraformError with what Terraform says when variables or combinations of them are refused. */
export function plan(folder, variables) {
  run(folder, variables, "plan");
}

function run(folder, variables, ...command) {
  writeFileSync(join(folder, "terraform.tfvars.json"), JSON.stringify(variables));
  if (!existsSync(join(folder, ".terraform"))) terraform(folder, "init", "-input=false", "-no-color");
  terraform(folder, ...command, "-input=false", "-no-color");
}

function twinOf(module) {
  const managed = module.resources.filter(({ kind }) => kind === "resource");
  const bodies = (entries, change) => Object.fromEntries([...entries].map(([name, { body }]) => [name, change(body)]));
  return dropEmpty({
    variable: bodies(module.variables, ({ type, ...rest }) => ({ ...(type ? { type: soleExpression(type) } : {}), ...rest })),
    locals: bodies(module.locals, ({ value }) => rewritten(value)),
    output: bodies(module.outputs, (body) => rewritten(body)),
    module: bodies(module.calls, (body) => rewritten(body)),
    resource: dropEmpty({
      terraform_data: Object.fromEntries(managed.map((resource) => [standInName(resource), standIn(resource)])),
    }),
  });
}

const standInName = ({ type, name }) => `${type}__${name}`;

const dropEmpty = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => Object.keys(value).length > 0));

function standIn({ type, name, body }) {
  const { count, for_each, depends_on, lifecycle, ...rest } = body;
  const given = withoutDynamic(rest);
  const id = given.name ?? given.function_name ?? given.bucket ?? (for_each ? `${name}-\${each.key}` : name);
  const told = dropUndefined({ id, arn: arnForms[type] && `arn:aws:${arnForms[type]}${id}` });
  const input = { type, given: Object.keys(given), values: { ...told, ...given } };
  return rewritten(dropUndefined({ count, for_each, depends_on, lifecycle, input }));
}

const dropUndefined = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** As AWS writes the ARNs of those that the modules use them of. */
const arnForms = {
  aws_cloudwatch_log_group: `logs:${region}:${account}:log-group:`,
  aws_dynamodb_table: `dynamodb:${region}:${account}:table/`,
  aws_iam_role: `iam::${account}:role/`,
  aws_lambda_function: `lambda:${region}:${account}:function:`,
  aws_s3_bucket: "s3:::",
  aws_sfn_state_machine: `states:${region}:${account}:stateMachine:`,
  aws_sns_topic: `sns:${region}:${account}:`,
  aws_sqs_queue: `sqs:${region}:${account}:`,
};

/** `dynamic` blocks become the lists that they make, after the blocks that are there anyway. */
function withoutDynamic(value) {
  if (Array.isArray(value)) return value.map(withoutDynamic);
  if (!value || typeof value !== "object") return value;
  const { dynamic = {}, ...rest } = value;
  const blocks = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, withoutDynamic(item)]));
  for (const [label, made] of Object.entries(dynamic)) {
    const lists = made.map((block) => {
      const each = `[for element in ${expression(block.for_each)} : { value = element }]`;
      return `[for ${iteratorOf(label, block)} in ${each} : ${expression(withoutDynamic(block.content[0]))}]`;
    });
    blocks[label] = `\${concat(${[expression(blocks[label] ?? []), ...lists].join(", ")})}`;
  }
  return blocks;
}

/** A value of hcl2json's as an expression. */
function expression(value) {
  if (Array.isArray(value)) return `[${value.map(expression).join(", ")}]`;
  if (value && typeof value === "object") {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)} = ${expression(item)}`)
      .join(", ")} }`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  const sole = soleExpression(value);
  return sole === null ? `"${value}"` : `(${sole})`;
}

/** References to AWS's resources and data sources become ones to the stand-ins. */
function rewritten(value, key) {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, key));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rewritten(item, name)]));
  }
  if (typeof value !== "string") return value;
  if (key === "depends_on") return value.replace(/^\$\{|\}$/g, "").replace(/^(aws_\w+)\.(\w+)/, "terraform_data.$1__$2");
  if (!value.includes("${")) return value;
  let text = value;
  for (const [reference, known] of dataSources) text = text.replaceAll(reference, JSON.stringify(known));
  return text.replace(/(?<![\w.])(aws_\w+)\.(\w+)(\[[^\]]*\])?/g, "terraform_data.$1__$2$3.output.values");
}
