// The check of all descriptors' policies, tests/infra/policies/policy_check.py, for policies as Terraform makes them.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { folderOf, repository } from "./places.mjs";

const program = join(repository, "tests", "infra", "policies", "policy_check.py");

/** What policy documents (`name` to the document) allow more widely than they need to: lines `name: …`, none when all is well. */
export function policyFindings(t, documents) {
  // It reads CloudFormation; a policy is the same document there.
  const resources = Object.entries(documents).map(([name, PolicyDocument]) => [
    name,
    { Type: "AWS::IAM::RolePolicy", Properties: { PolicyDocument } },
  ]);
  const file = join(folderOf(t), "policies.json");
  writeFileSync(file, JSON.stringify({ Resources: Object.fromEntries(resources) }));
  const { status, stdout, stderr, error } = spawnSync("python3", ["-B", program, file], { encoding: "utf8" });
  if (error) throw error;
  const lines = stdout.split("\n").filter((line) => line !== "");
  if (stderr !== "" || status !== (lines.length > 0 ? 1 : 0))
    throw new Error(`${program}: status ${status}, ${stdout}${stderr}`);
  return lines.map((line) => line.replace(`${file}: `, ""));
}
