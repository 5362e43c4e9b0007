// The schema of hashicorp/aws as @cdktf/provider-aws has it: a folder a resource, whose generated declarations give every
// argument's name, type and whether it must be set. Only the resources that are asked for are read.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { nodeModules } from "./hcl.mjs";

const library = join(nodeModules, "@cdktf", "provider-aws", "lib");

/**
 * `{ arguments, attributes }` of a resource ("aws_sqs_queue") or data source (`kind` data); null when there is no such.
 * `arguments` maps a name to `{ required, type }` with type string, number, bool, list, map or `block`, a block having
 * `single` (at most one) and `arguments` of its own. `attributes` are the names that can be read.
 */
export function schemaOf(kind, type) {
  const short = type.replace(/^aws_/, "").replaceAll("_", "-");
  const folder = join(library, kind === "data" ? `data-aws-${short}` : short);
  if (!type.startsWith("aws_") || !existsSync(folder)) return null;
  const declarations = readFileSync(join(folder, "index.d.ts"), "utf8");
  const [, declared] = /static readonly tfResourceType = "(\w+)"/.exec(declarations) ?? [];
  if (declared !== type) return null;
  const structs = structsOf(declarations);
  const [root] = [...structs.keys()].filter((name) =>
    declarations.includes(`interface ${name} extends cdktf.TerraformMetaArguments`),
  );
  if (!root) throw new Error(`${folder}: no interface of the resource's arguments`);
  const argumentsOf = resolve(structs, root);
  return { arguments: argumentsOf, attributes: new Set([...argumentsOf.keys(), ...computed(folder, type)]) };
}

function structsOf(declarations) {
  const structs = new Map();
  for (const [, name, body] of declarations.matchAll(/^export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)^\}/gm)) {
    const members = [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\s*readonly \w+(\??): (\{[^}]*\}(?:\[\])?|[^;]+);/g)].map(
      ([, comment, optional, type]) => {
        // The documentation's address ends with the name as HCL has it.
        const [, argument] = /#(\w+) \w+#\w+\}/.exec(comment) ?? [];
        if (!argument) throw new Error(`${name}: an argument whose name its documentation does not tell`);
        return { argument, required: optional === "", type: type.replace(/ \| cdktf\.IResolvable/g, "") };
      },
    );
    structs.set(name, members);
  }
  return structs;
}

function resolve(structs, name) {
  return new Map(structs.get(name).map(({ argument, required, type }) => [argument, { required, ...typeOf(structs, type) }]));
}

function typeOf(structs, type) {
  const element = type.replace(/\[\]$/, "");
  if (structs.has(element)) return { type: "block", single: element === type, arguments: resolve(structs, element) };
  if (type === "boolean") return { type: "bool" };
  if (type === "string[]" || type === "number[]") return { type: "list" };
  if (/^\{\s*\[key: string\]: string;\s*\}$/.test(type)) return { type: "map" };
  return { type: type === "string" || type === "number" ? type : "any" };
}

/** What the resource itself, not a block of it, tells after it was made. */
function computed(folder, type) {
  const implementation = readFileSync(join(folder, "index.js"), "utf8");
  const resource = implementation.slice(implementation.indexOf(`terraformResourceType: '${type}'`));
  return [...resource.matchAll(/^ {4}\/\/ (\w+) - computed: true, optional: false/gm)].map(([, name]) => name);
}
