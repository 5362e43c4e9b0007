// Every resource and data source of a module against the provider's schema: what `terraform validate` would say of them, but for
// a block that is written as a list, `name = [{…}]`: hcl2json does not tell it from blocks.
import { schemaOf } from "./provider_schema.mjs";

const metaArguments = new Set(["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"]);
// Terraform's own, without a provider.
const builtIn = new Set(["terraform_data"]);

/** Findings: `{ file, address, message }`, none when all is well. */
export function schemaFindings(module) {
  return module.resources
    .filter(({ type }) => !builtIn.has(type))
    .flatMap(({ file, address, kind, type, body }) => {
      const schema = schemaOf(kind, type);
      const messages = schema ? blockMessages(schema.arguments, body, "", metaArguments) : [`the provider has no such ${kind}`];
      return messages.map((message) => ({ file, address, message }));
    });
}

function blockMessages(known, body, path, besides = new Set()) {
  const messages = [];
  const dynamic = body.dynamic ?? {};
  for (const [name, value] of Object.entries(body)) {
    if (name === "dynamic" || besides.has(name)) continue;
    const argument = known.get(name);
    messages.push(...(argument ? valueMessages(argument, value, path + name) : [unknown(known, path, name)]));
  }
  for (const [name, blocks] of Object.entries(dynamic)) {
    const argument = known.get(name);
    if (!argument) {
      messages.push(unknown(known, path, name));
    } else if (argument.type !== "block") {
      messages.push(`${path}${name} is an argument, not a block`);
    } else {
      for (const { content } of blocks) messages.push(...blockMessages(argument.arguments, content[0], `${path}${name}.`));
    }
  }
  for (const [name, { required }] of known) {
    if (required && !(name in body) && !(name in dynamic)) messages.push(`${path}${name} is required`);
  }
  return messages;
}

function valueMessages(argument, value, path) {
  if (argument.type === "block") {
    // hcl2json gives a block as a list, and `name = {…}` as an object.
    if (!Array.isArray(value) || value.some((item) => typeof item !== "object")) return [`${path} is a block, not an argument`];
    const tooMany = argument.single && value.length > 1 ? [`${path} may be given once, not ${value.length} times`] : [];
    return [...tooMany, ...value.flatMap((item) => blockMessages(argument.arguments, item, `${path}.`))];
  }
  return isOfType(argument.type, value) ? [] : [`${path} is to be a ${argument.type}, not ${JSON.stringify(value)}`];
}

/** As Terraform converts: numbers and booleans are strings too, and strings that spell them are them. */
function isOfType(type, value) {
  if (value === null || type === "any" || (typeof value === "string" && value.includes("${"))) return true;
  switch (type) {
    case "string":
      return typeof value !== "object";
    case "number":
      return typeof value !== "object" && typeof value !== "boolean" && value !== "" && !Number.isNaN(Number(value));
    case "bool":
      return ["true", "false"].includes(String(value));
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item !== "object");
    case "map":
      return typeof value === "object" && !Array.isArray(value);
  }
  throw new Error(`a type that the schema is not known to have: ${type}`);
}

function unknown(known, path, name) {
  const near = [...known.keys()].find((other) => distance(other, name) <= 2);
  return `${path}${name} is not known${near ? `: ${near}?` : ""}`;
}

/** Levenshtein's. */
function distance(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; ++i) {
    const next = [i];
    for (let j = 1; j <= other.length; ++j) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
