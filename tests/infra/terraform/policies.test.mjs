import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";

import { folderOf, modules, repository } from "./places.mjs";
import { terraform, withoutTerraform as skip } from "./terraform.mjs";
import { wildcardMessages } from "./wildcards.mjs";

const table = JSON.parse(readFileSync(join(repository, "infra", "policies", "handlers.json"), "utf8"));
const { any, ...things } = table.things;
const resources = Object.fromEntries(Object.keys(things).map((thing) => [thing, `arn:aws:test:::${thing}`]));

const rowsOf = (handler) => [...table.handlers[handler], ...table.platform];

/** None, all, each alone, all but each. */
function featureSets(handler) {
  const features = [...new Set(rowsOf(handler).flatMap(({ when }) => when ?? []))];
  return [[], features, ...features.map((one) => [one]), ...features.map((one) => features.filter((other) => other !== one))];
}

const cases = Object.keys(table.handlers).flatMap((handler) => featureSets(handler).map((features) => ({ handler, features })));

function expected({ handler, features }) {
  return rowsOf(handler)
    .filter(({ when }) => when === undefined || features.includes(when))
    .map(({ sid, actions, on }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: on === "any" ? "*" : resources[on],
    }));
}

test("the policy module makes of the table what the table says, for each handler and its features", { skip }, (t) => {
  const folder = folderOf(t, { "cases.json": JSON.stringify(cases), "resources.json": JSON.stringify(resources) });
  const every = `
    module "policy" {
      source    = "${relative(folder, join(modules, "modules", "policy"))}"
      count     = length(jsondecode(file("cases.json")))
      handler   = jsondecode(file("cases.json"))[count.index].handler
      features  = jsondecode(file("cases.json"))[count.index].features
      resources = jsondecode(file("resources.json"))
    }
    output "statements" {
      value = module.policy[*].statements
    }
    output "documents" {
      value = module.policy[*].json
    }`;
  writeFileSync(join(folder, "main.tf"), every);
  terraform(folder, "init", "-input=false");
  terraform(folder, "apply", "-auto-approve", "-input=false");
  const { statements, documents } = JSON.parse(terraform(folder, "output", "-json"));
  assert.ok(cases.length > 60);
  cases.forEach((made, index) => {
    assert.deepEqual(statements.value[index], expected(made), JSON.stringify(made));
    assert.deepEqual(JSON.parse(documents.value[index]), { Version: "2012-10-17", Statement: expected(made) });
    assert.deepEqual(wildcardMessages(statements.value[index]), []);
  });
});

test("the policy module's own tests pass", { skip }, (t) => {
  // Beside its table, in a folder where Terraform may leave its files.
  const folder = folderOf(t);
  const own = join(folder, "terraform", "modules", "policy");
  cpSync(join(modules, "modules", "policy"), own, { recursive: true });
  cpSync(join(repository, "infra", "policies"), join(folder, "policies"), { recursive: true });
  terraform(own, "init", "-input=false");
  assert.match(terraform(own, "test", "-no-color"), /Success! 6 passed, 0 failed/);
});

const planted = [
  ["an action of every kind", { Action: "s3:*", Resource: "arn:aws:s3:::images/*" }, ["Planted: the action s3:*"]],
  [
    "one among others",
    { Action: ["s3:GetObject", "s3:Get*"], Resource: "arn:aws:s3:::images/*" },
    ["Planted: the action s3:Get*"],
  ],
  ["any resource", { Action: ["s3:GetObject"], Resource: ["*"] }, ["Planted: s3:GetObject on any resource"]],
  [
    "any resource, beside what has no type",
    { Action: ["rekognition:DetectLabels", "sns:Publish"], Resource: "*" },
    ["Planted: sns:Publish on any resource"],
  ],
  ["everything", { Action: "*", Resource: "*" }, ["Planted: the action *", "Planted: * on any resource"]],
];

for (const [what, statement, messages] of planted) {
  test(`the policy check catches ${what}`, () => {
    assert.deepEqual(wildcardMessages([{ Sid: "Planted", Effect: "Allow", ...statement }]), messages);
  });
}
