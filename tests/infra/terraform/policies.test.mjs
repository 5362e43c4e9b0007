import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";

import { folderOf, modules, repository } from "./places.mjs";
import { policyFindings } from "./policy_check.mjs";
import { terraform, withoutTerraform as skip } from "./terraform.mjs";

const table = JSON.parse(readFileSync(join(repository, "infra", "policies", "handlers.json"), "utf8"));
const { any, ...things } = table.things;
const resources = Object.fromEntries(Object.keys(things).map((thing) => [thing, `arn:aws:s3:::${thing}`]));

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
  });
  assert.deepEqual(
    policyFindings(t, Object.fromEntries(documents.value.map((document, index) => [index, JSON.parse(document)]))),
    [],
  );
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

test("a policy that allows too much is found", (t) => {
  const allow = (Action, Resource) => ({
    Version: "2012-10-17",
    Statement: [{ Sid: "Planted", Effect: "Allow", Action, Resource }],
  });
  const findings = policyFindings(t, {
    good: allow(["s3:GetObject"], "arn:aws:s3:::images/*"),
    everyAction: allow("s3:*", "arn:aws:s3:::images/*"),
    anyResource: allow(["rekognition:DetectLabels", "sns:Publish"], "*"),
  });
  assert.equal(findings.length, 2, findings.join("\n"));
  assert.match(findings[0], /^everyAction: Planted: s3:\* /);
  assert.match(findings[1], /^anyResource: Planted: sns:Publish /);
});
