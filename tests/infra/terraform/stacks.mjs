// The examples as Terraform evaluates them, and what tests ask of them.
import { join } from "node:path";

import { examples, folderOf, modules } from "./places.mjs";
import { evaluate, writeTwins } from "./twin.mjs";

/** What an example has no default for. */
const required = { "compare-faces": { email_address: "you@example.com" } };

/** Twins of all modules in a folder of the test `t`: `{ root, zip }`. */
export async function twins(t) {
  const folder = folderOf(t, { "shrike.zip": "a zip's place is taken" });
  const root = join(folder, "infra", "terraform");
  await writeTwins(modules, root, ["../policies", "../stepfunctions"]);
  return { root, zip: join(folder, "shrike.zip") };
}

/** Every example with its defaults: its name to `{ resources, outputs, of, one }`. */
export async function allStacks(t) {
  const { root, zip } = await twins(t);
  return new Map(examples.map((name) => [name, stackOf(root, name, { zip_path: zip, ...required[name] })]));
}

/** One example with `given` variables; `of` gives the values of a type's resources that pass a test, `one` the only one's. */
export function stackOf(root, name, given) {
  const { resources, outputs } = evaluate(join(root, "examples", name), given);
  const of = (type, test = () => true) =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ values }) => values)
      .filter(test);
  return { resources, outputs, of, one: (type, test) => only(of(type, test), `${name}: ${type}`) };
}

function only(found, what) {
  if (found.length !== 1) throw new Error(`${what}: ${found.length} where one is expected`);
  return found[0];
}

/** The statements of a policy document. */
export const statements = (policy) => JSON.parse(policy).Statement;

export const asList = (value) => (Array.isArray(value) ? value : [value]);
