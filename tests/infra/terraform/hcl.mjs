// A module as @cdktf/hcl2json reads it: blocks are lists of objects, expressions strings of the form "${…}".
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where install.sh puts what package-lock.json pins. */
export const nodeModules =
  process.env.SHRIKE_NODE_MODULES ??
  fileURLToPath(new URL("../../../build/third-party/node-terraform/node_modules", import.meta.url));
const hcl2json = createRequire(join(nodeModules, "any.js"))("@cdktf/hcl2json");

/** The folders of a tree that have .tf files. */
export function moduleFolders(root) {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tf"));
  return [...new Set(files.map((name) => dirname(join(root, name))))].sort();
}

/** A module: what it declares, each thing with the `file` and the `address` that findings name. Throws on bad HCL. */
export async function readModule(folder) {
  const module = {
    folder,
    variables: new Map(),
    locals: new Map(),
    outputs: new Map(),
    calls: new Map(),
    resources: [],
    settings: [],
  };
  for (const name of readdirSync(folder)
    .filter((name) => name.endsWith(".tf"))
    .sort()) {
    const file = join(folder, name);
    addFile(module, file, await hcl2json.parse(file, readFileSync(file, "utf8")));
  }
  return module;
}

function addFile(module, file, body) {
  const named = (kind, prefix) =>
    Object.entries(body[kind] ?? {}).map(([name, [block]]) => [name, { file, address: `${prefix}.${name}`, body: block }]);
  for (const [name, entry] of named("variable", "var")) module.variables.set(name, entry);
  for (const [name, entry] of named("output", "output")) module.outputs.set(name, entry);
  for (const [name, entry] of named("module", "module")) module.calls.set(name, entry);
  for (const block of body.locals ?? []) {
    for (const [name, value] of Object.entries(block))
      module.locals.set(name, { file, address: `local.${name}`, body: { value } });
  }
  for (const kind of ["resource", "data"]) {
    for (const [type, ofType] of Object.entries(body[kind] ?? {})) {
      for (const [name, [block]] of Object.entries(ofType)) {
        const address = `${kind === "data" ? "data." : ""}${type}.${name}`;
        module.resources.push({ file, address, kind, type, name, body: block });
      }
    }
  }
  for (const kind of ["terraform", "provider"]) {
    if (body[kind]) module.settings.push({ file, address: kind, body: body[kind] });
  }
}

/** The expression that "${…}" is, null for what is more than one, or text beside it: "${a}-${b}". */
export function soleExpression(text) {
  if (!text.startsWith("${")) return null;
  let depth = 0;
  for (let i = 1; i < text.length; ++i) {
    if (text[i] === "{") ++depth;
    if (text[i] === "}" && --depth === 0) return i === text.length - 1 ? text.slice(2, -1) : null;
  }
  return null;
}

/** The syntax tree of a string of hcl2json's; null where it is plain text. Throws on what is no expression. */
async function syntaxTree(file, text) {
  return text.includes("${") ? hcl2json.getExpressionAst(file, soleExpression(text) ?? `"${text}"`) : null;
}

/** The name by which the content of a `dynamic` block calls its element. */
export const iteratorOf = (label, { iterator }) => (iterator ? soleExpression(iterator) : label);

/**
 * What an expression refers to, each a list of names: ["var", "name"], ["aws_sqs_queue", "this", "arn"]. Indices are left out;
 * so are the names in `scope` and those that the expression's own `for`s give to their elements.
 */
function references(tree, scope = []) {
  if (!tree?.type) return (tree?.children ?? []).flatMap((child) => references(child, scope));
  if (tree.type === "scopeTraversal") {
    const names = tree.meta.traversal.filter((part) => part.type === "nameTraversal").map((part) => part.segment);
    return scope.includes(names[0]) ? [] : [names];
  }
  if (tree.type === "for") {
    const inner = [...scope, tree.meta.keyVar, tree.meta.valVar];
    return tree.children.flatMap((child) => references(child, inner));
  }
  if (tree.type === "splat") {
    const [source, each, ...others] = tree.children;
    const further = each?.type === "relativeTraversal" ? each.meta.traversal.map((part) => part.segment) : [];
    const [first, ...more] = references(source, scope);
    return [...(first ? [[...first, ...further]] : []), ...more, ...others.flatMap((child) => references(child, scope))];
  }
  return tree.children.flatMap((child) => references(child, scope));
}

/** Every string of a block, with the iterators of the `dynamic` blocks around it. */
function* strings(value, scope = []) {
  if (typeof value === "string") {
    yield { text: value, scope };
  } else if (Array.isArray(value)) {
    for (const item of value) yield* strings(item, scope);
  } else if (value && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      if (key !== "dynamic") {
        // A key may be an expression too: { (var.name) = … }.
        yield { text: key, scope };
        yield* strings(item, scope);
        continue;
      }
      for (const [label, blocks] of Object.entries(item)) {
        for (const block of blocks) {
          yield* strings(block.for_each, scope);
          yield* strings(block.content, [...scope, iteratorOf(label, block)]);
        }
      }
    }
  }
}

/** Every reference of a block: `{ names, text }`, `text` being the expression that has it. */
export async function referencesOf({ file, body }) {
  const found = [];
  for (const { text, scope } of strings(body)) {
    for (const names of references(await syntaxTree(file, text), scope)) found.push({ names, text });
  }
  return found;
}
