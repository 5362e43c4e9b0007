// What a module's expressions refer to is declared, and what its module calls give is what the called modules ask for.
import { existsSync } from "node:fs";
import { join } from "node:path";

import { readModule, referencesOf } from "./hcl.mjs";
import { schemaOf } from "./provider_schema.mjs";

const callArguments = new Set(["source", "version", "providers", "count", "for_each", "depends_on"]);
const ownNames = {
  count: ["index"],
  each: ["key", "value"],
  path: ["module", "root", "cwd"],
  self: null,
  terraform: ["workspace"],
};

/** Findings: `{ file, address, message }`, and of an expression its `text`; none when all is well. */
export async function referenceFindings(module) {
  const called = await calledModules(module);
  const findings = [];
  const used = new Set();
  const add = ({ file, address }, message, more) => findings.push({ file, address, message, ...more });

  for (const entry of entriesOf(module)) {
    // A type is no expression: it names types.
    const { type, ...body } = entry.body;
    for (const { names, text } of await referencesOf({ file: entry.file, body: entry.isVariable ? body : entry.body })) {
      used.add(names.slice(0, 2).join("."));
      const message = referenceMessage(module, called, names);
      if (message) add(entry, message, { text });
    }
  }
  for (const [name, entry] of module.calls) {
    for (const message of callMessages(called.get(name), entry.body)) add(entry, message);
  }
  for (const declared of [...module.variables.values(), ...module.locals.values()]) {
    if (!used.has(declared.address)) add(declared, "is declared, but not used");
  }
  return findings;
}

function entriesOf(module) {
  return [
    ...[...module.variables.values()].map((entry) => ({ ...entry, isVariable: true })),
    ...module.locals.values(),
    ...module.outputs.values(),
    ...module.calls.values(),
    ...module.resources,
    ...module.settings,
  ];
}

async function calledModules(module) {
  const called = new Map();
  for (const [name, { body }] of module.calls) {
    const folder = join(module.folder, body.source ?? "");
    called.set(name, body.source?.startsWith(".") && existsSync(folder) ? await readModule(folder) : null);
  }
  return called;
}

function callMessages(called, body) {
  if (!called) return [`source ${JSON.stringify(body.source)} is not a folder beside this one`];
  const given = Object.keys(body).filter((name) => !callArguments.has(name));
  return [
    ...given.filter((name) => !called.variables.has(name)).map((name) => `${name} is not a variable of ${body.source}`),
    ...[...called.variables]
      .filter(([name, variable]) => !("default" in variable.body) && !given.includes(name))
      .map(([name]) => `${name} is required by ${body.source}`),
  ];
}

function referenceMessage(module, called, names) {
  const [root, name, attribute] = names;
  switch (root) {
    case "var":
      return module.variables.has(name) ? null : `var.${name} is not declared`;
    case "local":
      return module.locals.has(name) ? null : `local.${name} is not declared`;
    case "module":
      if (!module.calls.has(name)) return `module.${name} is not declared`;
      return !attribute || !called.get(name) || called.get(name).outputs.has(attribute)
        ? null
        : `module.${name} has no output ${attribute}`;
    case "data":
      return resourceMessage(module, "data", ...names.slice(1));
  }
  if (root in ownNames) return !ownNames[root] || ownNames[root].includes(name) ? null : `${root}.${name} does not exist`;
  return name ? resourceMessage(module, "resource", root, name, attribute) : `${root} is not known here`;
}

function resourceMessage(module, kind, type, name, attribute) {
  const address = `${kind === "data" ? "data." : ""}${type}.${name}`;
  if (!module.resources.some((resource) => resource.address === address)) return `${address} is not declared`;
  const schema = schemaOf(kind, type);
  return !attribute || !schema || schema.attributes.has(attribute) ? null : `${address} has no attribute ${attribute}`;
}
