import assert from "node:assert/strict";
import { test } from "node:test";

import { examples } from "./places.mjs";
import { policyFindings } from "./policy_check.mjs";
import { schemaFindings } from "./schema_check.mjs";
import { allStacks, stackOf, statements, twins } from "./stacks.mjs";
import { withoutTerraform as skip } from "./terraform.mjs";
import { account, evaluate, region } from "./twin.mjs";

const home = `${account}-${region}`;

function deniesWithoutTls(policy) {
  return statements(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Deny" && Principal === "*" && Condition.Bool["aws:SecureTransport"] === "false",
  );
}

test("the examples, evaluated", { skip }, async (t) => {
  const stacks = await allStacks(t);

  for (const name of examples) {
    const { of, one } = stacks.get(name);

    await t.test(`${name}: what its expressions come to keeps to the provider's schema`, () => {
      assert.deepEqual(schemaFindings(stacks.get(name)), []);
    });

    await t.test(`${name}: each bucket is private, encrypted, owned, TLS only, and clears up`, () => {
      assert.ok(of("aws_s3_bucket").length > 0);
      for (const { bucket } of of("aws_s3_bucket")) {
        const its = (type) => one(`aws_s3_bucket_${type}`, (values) => values.bucket === bucket);
        const { block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets } =
          its("public_access_block");
        assert.deepEqual(
          [block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets],
          [true, true, true, true],
        );
        assert.equal(its("ownership_controls").rule[0].object_ownership, "BucketOwnerEnforced");
        assert.equal(
          its("server_side_encryption_configuration").rule[0].apply_server_side_encryption_by_default[0].sse_algorithm,
          "AES256",
        );
        assert.ok(deniesWithoutTls(its("policy").policy));
        assert.ok(
          its("lifecycle_configuration").rule.some(
            (rule) => rule.abort_incomplete_multipart_upload?.[0].days_after_initiation === 7,
          ),
        );
      }
    });

    await t.test(`${name}: buckets are named after the stack, the account and the region`, () => {
      assert.ok(of("aws_s3_bucket").every(({ bucket }) => bucket.startsWith("shrike-") && bucket.endsWith(home)));
    });

    await t.test(`${name}: what is the whole account's has the region in its name`, () => {
      for (const { name: role } of of("aws_iam_role")) assert.ok(role.includes(region), role);
      for (const { dashboard_name } of of("aws_cloudwatch_dashboard")) assert.ok(dashboard_name.endsWith(region), dashboard_name);
    });

    await t.test(`${name}: the images' bucket alone may call, of this account alone`, () => {
      const images = `arn:aws:s3:::${stacks.get(name).outputs.images_bucket}`;
      const { lambda_function, queue } = one("aws_s3_bucket_notification");
      assert.equal(lambda_function.length + queue.length, 1);
      for (const { lambda_function_arn } of lambda_function) {
        const permission = one("aws_lambda_permission");
        assert.ok(lambda_function_arn.endsWith(`:function:${permission.function_name}`));
        assert.equal(permission.principal, "s3.amazonaws.com");
        assert.equal(permission.source_arn, images);
        assert.equal(permission.source_account, account);
      }
      for (const { queue_arn } of queue) {
        const { policy } = one("aws_sqs_queue_policy", (values) =>
          statements(values.policy).some(({ Effect }) => Effect === "Allow"),
        );
        const [allowed, ...others] = statements(policy).filter(({ Effect }) => Effect === "Allow");
        assert.deepEqual(others, []);
        assert.deepEqual(allowed.Condition, {
          ArnEquals: { "aws:SourceArn": images },
          StringEquals: { "aws:SourceAccount": account },
        });
        assert.equal(allowed.Resource, queue_arn);
        assert.deepEqual(allowed.Principal, { Service: "s3.amazonaws.com" });
      }
    });

    await t.test(`${name}: each function runs on arm64, logs JSON to a group that forgets, and is traced`, () => {
      assert.ok(of("aws_lambda_function").length > 0);
      for (const values of of("aws_lambda_function")) {
        assert.equal(values.runtime, "provided.al2023");
        assert.deepEqual(values.architectures, ["arm64"]);
        assert.equal(values.tracing_config[0].mode, "Active");
        const { log_format, log_group, application_log_level } = values.logging_config[0];
        assert.deepEqual([log_format, application_log_level], ["JSON", "INFO"]);
        assert.equal(one("aws_cloudwatch_log_group", (group) => group.name === log_group).retention_in_days, 30);
      }
      assert.ok(of("aws_cloudwatch_log_group").every(({ retention_in_days }) => retention_in_days === 30));
    });

    await t.test(`${name}: each role is its service's, and has one policy that is the stack's own`, () => {
      for (const role of of("aws_iam_role")) {
        const [{ Principal, Action }, ...others] = statements(role.assume_role_policy);
        assert.deepEqual(others, []);
        assert.equal(Action, "sts:AssumeRole");
        assert.ok(
          ["lambda.amazonaws.com", "states.amazonaws.com", "batchoperations.s3.amazonaws.com"].includes(Principal.Service),
        );
        one("aws_iam_role_policy", (policy) => policy.role === role.id);
      }
      assert.deepEqual(of("aws_iam_role_policy_attachment"), []);
      assert.ok(of("aws_lambda_function").every(({ role }) => of("aws_iam_role", ({ arn }) => arn === role).length === 1));
    });

    await t.test(`${name}: what fails for good is kept for 14 days in a queue that is encrypted and TLS only`, () => {
      assert.ok(of("aws_sqs_queue").length > 0);
      for (const queue of of("aws_sqs_queue")) {
        assert.equal(queue.sqs_managed_sse_enabled, true);
        assert.equal(queue.message_retention_seconds, 14 * 24 * 60 * 60);
        assert.ok(deniesWithoutTls(one("aws_sqs_queue_policy", ({ queue_url }) => queue_url === queue.id).policy));
      }
      const failures = one("aws_sqs_queue", (values) => values.name.endsWith("-failures"));
      const [configured] = of("aws_lambda_function_event_invoke_config");
      if (configured) {
        assert.deepEqual([configured.maximum_retry_attempts, configured.maximum_event_age_in_seconds], [2, 3600]);
        assert.equal(configured.destination_config[0].on_failure[0].destination, failures.arn);
      } else {
        const { redrive_policy } = one("aws_sqs_queue", (values) => values.redrive_policy !== null);
        assert.deepEqual(JSON.parse(redrive_policy), { deadLetterTargetArn: failures.arn, maxReceiveCount: 5 });
      }
    });

    await t.test(`${name}: alarms tell of errors, throttles, long durations and failures`, () => {
      for (const { function_name, timeout } of of("aws_lambda_function")) {
        const threshold = (metric) =>
          one(
            "aws_cloudwatch_metric_alarm",
            (alarm) => alarm.metric_name === metric && alarm.dimensions.FunctionName === function_name,
          ).threshold;
        assert.deepEqual([threshold("Errors"), threshold("Throttles"), threshold("Duration")], [0, 0, timeout * 800]);
      }
      const { dimensions, threshold } = one("aws_cloudwatch_metric_alarm", (alarm) => alarm.namespace === "AWS/SQS");
      assert.equal(threshold, 0);
      assert.match(dimensions.QueueName, /-failures$/);
    });

    await t.test(`${name}: one dashboard shows every function and the failures`, () => {
      const { widgets } = JSON.parse(one("aws_cloudwatch_dashboard").dashboard_body);
      const shown = JSON.stringify(widgets);
      for (const { function_name } of of("aws_lambda_function")) {
        for (const metric of ["Invocations", "Errors", "Throttles", "Duration"])
          assert.ok(shown.includes(`"${metric}","FunctionName","${function_name}"`));
      }
      assert.match(shown, /"QueueName","[\w-]+-failures"/);
      const places = widgets.map(({ x, y }) => `${x},${y}`);
      assert.equal(new Set(places).size, places.length, "no graph lies upon another");
    });
  }

  await t.test("no example deploys more than what it says", () => {
    const counts = (type) => examples.map((name) => stacks.get(name).of(type).length);
    assert.deepEqual(counts("aws_lambda_function"), [1, 1, 3, 1, 1]);
    assert.deepEqual(counts("aws_s3_bucket"), [2, 3, 2, 1, 2]);
    assert.deepEqual(counts("aws_sns_topic"), [0, 1, 1, 0, 0]);
    assert.deepEqual(counts("aws_sfn_state_machine"), [0, 0, 1, 0, 1]);
  });

  const settings = (name, handler) => stacks.get(name).one("aws_lambda_function", (values) => values.handler === handler);
  const environment = (name, handler) => settings(name, handler).environment[0].variables;

  await t.test("process makes renditions of what comes and removes what goes", () => {
    assert.deepEqual(environment("process", "process"), {
      DETECT: "labels",
      MAX_LABELS: "10",
      MIN_CONFIDENCE: "75",
      OUTPUT_BUCKET: `shrike-process-results-${home}`,
      RENDITIONS: "thumb:320x320,webp,q80;preview:1600x1600",
    });
    const { memory_size, timeout } = settings("process", "process");
    assert.deepEqual([memory_size, timeout], [512, 30]);
    const { one } = stacks.get("process");
    assert.deepEqual(one("aws_s3_bucket_notification").lambda_function[0].events, ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]);
    assert.equal(one("aws_s3_bucket_versioning").versioning_configuration[0].status, "Enabled");
    const { rule } = one("aws_s3_bucket_lifecycle_configuration", ({ bucket }) => bucket.includes("-images-"));
    assert.ok(rule.some(({ noncurrent_version_expiration: old }) => old?.[0].noncurrent_days === 30));
  });

  await t.test("compare-faces mails what it finds", () => {
    const topic = stacks.get("compare-faces").one("aws_sns_topic");
    assert.deepEqual(environment("compare-faces", "compare-faces"), {
      BUCKET_NAME: `shrike-faces-references-${home}`,
      OUTPUT_BUCKET: `shrike-faces-results-${home}`,
      SIMILARITY_THRESHOLD: "80",
      SNS_TOPIC_ARN: topic.arn,
    });
    const { memory_size, timeout } = settings("compare-faces", "compare-faces");
    assert.deepEqual([memory_size, timeout], [512, 60]);
    const { protocol, endpoint, topic_arn } = stacks.get("compare-faces").one("aws_sns_topic_subscription");
    assert.deepEqual([protocol, endpoint, topic_arn], ["email", "you@example.com", topic.arn]);
  });

  await t.test("topics are encrypted and TLS only", () => {
    for (const name of ["compare-faces", "workflow"]) {
      const { one } = stacks.get(name);
      assert.equal(one("aws_sns_topic").kms_master_key_id, "alias/aws/sns");
      assert.ok(deniesWithoutTls(one("aws_sns_topic_policy").policy));
    }
  });

  await t.test(
    "workflow runs the state machine of infra/stepfunctions, logged and traced, which may invoke its two functions",
    () => {
      const { one } = stacks.get("workflow");
      const machine = one("aws_sfn_state_machine");
      const [recognize, store] = ["recognize", "store-results"].map((handler) => settings("workflow", handler).arn);
      assert.ok(!machine.definition.includes("${"));
      const { States } = JSON.parse(machine.definition);
      assert.equal(States.Recognize.Parameters.FunctionName, recognize);
      assert.equal(States.StoreResults.Parameters.FunctionName, store);
      assert.equal(machine.type, "STANDARD");
      assert.equal(machine.tracing_configuration[0].enabled, true);
      assert.deepEqual(
        [machine.logging_configuration[0].level, machine.logging_configuration[0].include_execution_data],
        ["ERROR", false],
      );
      const role = one("aws_iam_role", ({ arn }) => arn === machine.role_arn);
      assert.equal(statements(role.assume_role_policy)[0].Condition.StringEquals["aws:SourceAccount"], account);
      const invoked = statements(one("aws_iam_role_policy", (policy) => policy.role === role.id).policy).find(
        ({ Sid }) => Sid === "InvokeFunctions",
      );
      assert.deepEqual(invoked.Resource, [recognize, store]);
      assert.deepEqual(environment("workflow", "start-workflow"), { STATE_MACHINE_ARN: machine.arn });
      assert.equal(environment("workflow", "recognize").DETECT, "labels,faces");
      assert.deepEqual(environment("workflow", "store-results"), {
        RESULTS_BUCKET: `shrike-workflow-results-${home}`,
        SNS_TOPIC_ARN: one("aws_sns_topic").arn,
      });
    },
  );

  await t.test("tasks keeps its table: on demand, encrypted, to be restored to any point in time", () => {
    const table = stacks.get("tasks").one("aws_dynamodb_table");
    assert.deepEqual([table.billing_mode, table.hash_key, table.range_key], ["PAY_PER_REQUEST", "PK", "SK"]);
    assert.deepEqual(table.attribute, [
      { name: "PK", type: "S" },
      { name: "SK", type: "S" },
    ]);
    assert.deepEqual([table.point_in_time_recovery[0].enabled, table.server_side_encryption[0].enabled], [true, true]);
    assert.deepEqual(environment("tasks", "track-task"), { MAX_LABELS: "10", MIN_CONFIDENCE: "75", TASKS_TABLE: table.name });
  });

  await t.test("bulk takes its events from a queue, ten at a time, and reports the messages that failed", () => {
    const { one } = stacks.get("bulk");
    const mapping = one("aws_lambda_event_source_mapping");
    const queue = one("aws_sqs_queue", ({ arn }) => arn === mapping.event_source_arn);
    assert.equal(queue.visibility_timeout_seconds, 6 * settings("bulk", "process").timeout);
    assert.deepEqual([mapping.batch_size, mapping.function_response_types], [10, ["ReportBatchItemFailures"]]);
    assert.equal(mapping.scaling_config[0].maximum_concurrency, 10);
  });

  await t.test("bulk fills in what was there before: by a Distributed Map, or by S3 Batch Operations", () => {
    const { one, outputs } = stacks.get("bulk");
    const machine = one("aws_sfn_state_machine");
    const process = settings("bulk", "process").arn;
    assert.ok(!machine.definition.includes("${"));
    assert.ok(machine.definition.includes(process) && machine.definition.includes(outputs.images_bucket));
    const calls = (arn) =>
      statements(
        one("aws_iam_role_policy", ({ role }) => role === one("aws_iam_role", (values) => values.arn === arn).id).policy,
      );
    const resource = (rows, action) => rows.find(({ Action }) => Action.includes(action)).Resource;
    const map = calls(machine.role_arn);
    assert.deepEqual(resource(map, "states:StartExecution"), [machine.arn]);
    assert.deepEqual(resource(map, "s3:ListBucket"), [`arn:aws:s3:::${outputs.images_bucket}`]);
    assert.deepEqual(resource(map, "lambda:InvokeFunction"), [process]);
    const batch = calls(outputs.batch_role_arn);
    assert.deepEqual(batch.flatMap(({ Action }) => Action).sort(), [
      "lambda:InvokeFunction",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
    ]);
    assert.deepEqual(resource(batch, "lambda:InvokeFunction"), [process]);
  });

  await t.test("no policy allows more than the shared check lets pass", () => {
    const documents = [...stacks].flatMap(([name, { resources }]) =>
      resources
        .filter(({ type }) => /^aws_(iam_role|sqs_queue|sns_topic|s3_bucket)_policy$/.test(type))
        .map(({ address, values }) => [`${name}.${address}`, JSON.parse(values.policy)]),
    );
    assert.ok(documents.length > 20);
    assert.deepEqual(policyFindings(t, Object.fromEntries(documents)), []);
  });
});

test("a function of buckets with a key may use the key, and one without asks for none", { skip }, async (t) => {
  const { root, zip } = await twins(t);
  const key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const given = { zip_path: zip, name: "f", images_bucket: "images", results_bucket: "results" };
  const policy = (more) =>
    statements(evaluate(root, { ...given, ...more }).resources.find(({ type }) => type === "aws_iam_role_policy").values.policy);
  const plain = policy({});
  assert.ok(!JSON.stringify(plain).includes("kms:"));
  const use = { Sid: "UseKeys", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [key] };
  assert.deepEqual(policy({ kms_key_arns: [key] }), [...plain, use]);
});

test("the longest name of a stack leaves its roles room for the longest region", { skip }, async (t) => {
  const { root, zip } = await twins(t);
  for (const name of ["workflow", "bulk"]) {
    const { of } = stackOf(root, name, { zip_path: zip, stack_name: "s".repeat(24) });
    const longest = Math.max(...of("aws_iam_role").map((role) => role.name.replace(region, "ap-southeast-1").length));
    assert.ok(longest <= 64, String(longest));
  }
});

test("what is given by variables arrives", { skip }, async (t) => {
  const { root, zip } = await twins(t);
  const { of, one, outputs } = stackOf(root, "process", {
    zip_path: zip,
    stack_name: "photos",
    images_bucket_name: "my-images",
    results_bucket_name: "my-results",
    results_expire_after_days: 90,
    key_prefix: "in/",
    key_suffix: ".jpg",
    email_address: "you@example.com",
    architecture: "x86_64",
    memory_size: 1024,
    timeout: 60,
    reserved_concurrency: 5,
    renditions: "",
    detect: ["faces", "text"],
    log_level: "DEBUG",
    log_retention_days: 7,
    alarm_topic_arn: "arn:aws:sns:eu-west-1:123456789012:alarms",
  });
  const values = one("aws_lambda_function");
  assert.deepEqual(
    [values.function_name, values.architectures, values.memory_size, values.timeout, values.reserved_concurrent_executions],
    ["photos-process", ["x86_64"], 1024, 60, 5],
  );
  assert.equal(values.logging_config[0].application_log_level, "DEBUG");
  const { RENDITIONS, DETECT, SNS_TOPIC_ARN, OUTPUT_BUCKET } = values.environment[0].variables;
  assert.deepEqual([RENDITIONS, DETECT, SNS_TOPIC_ARN, OUTPUT_BUCKET], ["", "faces,text", outputs.topic_arn, "my-results"]);
  const [{ filter_prefix, filter_suffix }] = one("aws_s3_bucket_notification").lambda_function;
  assert.deepEqual([filter_prefix, filter_suffix], ["in/", ".jpg"]);
  assert.equal(one("aws_cloudwatch_log_group").retention_in_days, 7);
  assert.ok(of("aws_cloudwatch_metric_alarm").every(({ alarm_actions }) => alarm_actions[0].endsWith(":alarms")));
  const { rule } = one("aws_s3_bucket_lifecycle_configuration", ({ bucket }) => bucket === "my-results");
  assert.ok(rule.some(({ expiration }) => expiration?.[0].days === 90));
  const calls = statements(one("aws_iam_role_policy").policy).flatMap(({ Action }) => Action);
  assert.ok(
    calls.includes("rekognition:DetectText") && calls.includes("sns:Publish") && !calls.includes("rekognition:DetectLabels"),
  );
});
