// Terraform and SAM deploy the same: each example beside the template that SAM makes of the same system.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { readModule } from "./hcl.mjs";
import { examples, modules, repository } from "./places.mjs";
import { allStacks, asList, stackOf, statements, twins } from "./stacks.mjs";
import { readTemplate } from "./template.mjs";
import { withoutTerraform as skip } from "./terraform.mjs";
import { account, region } from "./twin.mjs";

const templateOf = (name, given) => readTemplate(join(repository, "infra", "local", "stacks", `${name}.template.json`), given);

const snakeCase = (name) => name.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();

/** SAM has empty text for nothing, lists with commas, and what is no parameter of its own. */
const asSam = (value) => (value === null || value === undefined ? "" : Array.isArray(value) ? value.join(",") : value);
/** A stack's name and zip are SAM's own options. */
const ofTerraformAlone = ["stack_name", "zip_path", "force_destroy"];

for (const name of examples) {
  test(`${name} has SAM's parameters as variables, with the same defaults`, async () => {
    const { variables } = await readModule(join(modules, "examples", name));
    const own = [...variables].filter(([variable]) => !ofTerraformAlone.includes(variable));
    const defaults = Object.fromEntries(own.map(([variable, { body }]) => [variable, asSam(body.default)]));
    const { parameters } = templateOf(name);
    assert.deepEqual(
      defaults,
      Object.fromEntries(Object.entries(parameters).map(([parameter, value]) => [snakeCase(parameter), value])),
    );
  });
}

/** What differs by nature: a name that CloudFormation gives, where Terraform's is known. */
const unlessGiven = (ours, theirs) => (typeof theirs === "string" && theirs.includes("<") ? theirs : ours);

const actionsBySid = (rows) => Object.fromEntries(rows.map(({ Sid, Action }) => [Sid, asList(Action).toSorted()]));

test("what is reserved of the account's concurrency is for the same functions", { skip }, async (t) => {
  const { root, zip } = await twins(t);
  for (const name of ["workflow", "bulk"]) {
    const ours = stackOf(root, name, { zip_path: zip, reserved_concurrency: 12 }).of("aws_lambda_function");
    const theirs = templateOf(name, { ReservedConcurrency: "12" }).resources.filter(({ type }) => type === "AWS::Lambda::Function");
    assert.deepEqual(
      Object.fromEntries(ours.map(({ handler, reserved_concurrent_executions: reserved }) => [handler, reserved ?? ""])),
      Object.fromEntries(theirs.map(({ properties }) => [properties.Handler, Number(properties.ReservedConcurrentExecutions) || ""])),
    );
  }
});

test("each example's functions are those of SAM's template", { skip }, async (t) => {
  const stacks = await allStacks(t);
  for (const name of examples) {
    const { of, one } = stacks.get(name);
    const { resources } = templateOf(name, {
      "AWS::StackName": stacks.get(name).outputs.images_bucket.split("-images-")[0],
      "AWS::AccountId": account,
      "AWS::Region": region,
      "AWS::Partition": "aws",
      ...(name === "compare-faces" ? { EmailAddress: "you@example.com" } : {}),
    });
    const theirs = (type) => resources.filter((resource) => resource.type === type).map(({ properties }) => properties);

    for (const expected of theirs("AWS::Lambda::Function")) {
      const ours = one("aws_lambda_function", ({ handler }) => handler === expected.Handler);
      await t.test(`${name}: ${expected.Handler}`, () => {
        assert.deepEqual(
          [ours.runtime, ours.architectures, ours.memory_size, ours.timeout, ours.tracing_config[0].mode],
          [expected.Runtime, expected.Architectures, expected.MemorySize, expected.Timeout, expected.TracingConfig.Mode],
        );
        const variables = Object.entries(expected.Environment.Variables).map(([variable, value]) => [variable, String(value)]);
        const known = Object.entries(ours.environment[0].variables);
        assert.deepEqual(
          Object.fromEntries(
            known.map(([variable, value]) => [variable, unlessGiven(value, Object.fromEntries(variables)[variable])]),
          ),
          Object.fromEntries(variables),
        );
        const { Policies } = resources.find((resource) => `<${resource.name}.Arn>` === expected.Role).properties;
        const role = one("aws_iam_role", ({ arn }) => arn === ours.role).id;
        // SAM's template lets every function keep what failed asynchronously; ours, only one that is invoked so.
        const keeps =
          of("aws_lambda_function_event_invoke_config", ({ function_name }) => function_name === ours.function_name).length > 0;
        const { KeepFailures, ...others } = actionsBySid(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
        assert.deepEqual(
          actionsBySid(statements(one("aws_iam_role_policy", (policy) => policy.role === role).policy)),
          keeps ? { KeepFailures, ...others } : others,
        );
      });
    }

    await t.test(`${name}: the same events, retries and retention`, () => {
      const [{ NotificationConfiguration: theirEvents }] = theirs("AWS::S3::Bucket").filter(
        (bucket) => "NotificationConfiguration" in bucket,
      );
      const { lambda_function, queue } = one("aws_s3_bucket_notification");
      const told = (configurations = []) => configurations.map(({ Event }) => Event).toSorted();
      assert.deepEqual(lambda_function.flatMap(({ events }) => events).toSorted(), told(theirEvents.LambdaConfigurations));
      assert.deepEqual(queue.flatMap(({ events }) => events).toSorted(), told(theirEvents.QueueConfigurations));
      const retention = new Set(theirs("AWS::Logs::LogGroup").map(({ RetentionInDays }) => RetentionInDays));
      assert.deepEqual(new Set(of("aws_cloudwatch_log_group").map(({ retention_in_days }) => retention_in_days)), retention);
      for (const ours of of("aws_lambda_function_event_invoke_config")) {
        const [{ MaximumRetryAttempts, MaximumEventAgeInSeconds }] = theirs("AWS::Lambda::EventInvokeConfig");
        assert.deepEqual(
          [ours.maximum_retry_attempts, ours.maximum_event_age_in_seconds],
          [MaximumRetryAttempts, MaximumEventAgeInSeconds],
        );
      }
    });

    await t.test(`${name}: state machines of the same type, logged and traced alike`, () => {
      assert.deepEqual(
        of("aws_sfn_state_machine").map(({ type, logging_configuration: [log], tracing_configuration: [trace] }) => [
          type,
          log.level,
          log.include_execution_data,
          trace.enabled,
        ]),
        theirs("AWS::StepFunctions::StateMachine").map(
          ({ StateMachineType, LoggingConfiguration: { Level, IncludeExecutionData }, TracingConfiguration }) => [
            StateMachineType,
            Level,
            IncludeExecutionData,
            TracingConfiguration.Enabled,
          ],
        ),
      );
    });

    await t.test(`${name}: as many of everything that costs or lets in`, () => {
      const counted = {
        aws_s3_bucket: "AWS::S3::Bucket",
        aws_lambda_function: "AWS::Lambda::Function",
        aws_lambda_permission: "AWS::Lambda::Permission",
        aws_iam_role: "AWS::IAM::Role",
        aws_sqs_queue: "AWS::SQS::Queue",
        aws_sns_topic: "AWS::SNS::Topic",
        aws_dynamodb_table: "AWS::DynamoDB::Table",
        aws_sfn_state_machine: "AWS::StepFunctions::StateMachine",
        aws_cloudwatch_metric_alarm: "AWS::CloudWatch::Alarm",
        aws_cloudwatch_dashboard: "AWS::CloudWatch::Dashboard",
      };
      const ours = Object.keys(counted).map((type) => [type, of(type).length]);
      const others = Object.entries(counted).map(([type, theirType]) => [type, theirs(theirType).length]);
      assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(others));
    });
  }
});
