// A CloudFormation template with its parameters' defaults: what it comes to, as far as a file can tell.
import { readFileSync } from "node:fs";

const gone = Symbol("AWS::NoValue");

/**
 * `{ parameters, resources }` of the template in `file`; `parameters` has the defaults, over which `given` goes. References to resources
 * are left as `<LogicalId>` and `<LogicalId.Attribute>`. Throws on a function that it does not know.
 */
export function readTemplate(file, given) {
  const template = JSON.parse(readFileSync(file, "utf8"));
  const defaults = Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default]);
  const names = { ...Object.fromEntries(defaults), ...given };
  const named = (name) => (name in names ? names[name] : `<${name}>`);

  const functions = {
    Ref: (name) => (name === "AWS::NoValue" ? gone : named(name)),
    Condition: (name) => value(template.Conditions[name]),
    "Fn::GetAtt": (path) => `<${path.join(".")}>`,
    "Fn::Sub": (text) => text.replace(/\$\{([^}]+)\}/g, (_, name) => named(name)),
    "Fn::If": ([condition, yes, no]) => value(value(template.Conditions[condition]) ? yes : no),
    "Fn::Equals": ([one, other]) => String(value(one)) === String(value(other)),
    "Fn::Not": ([condition]) => !value(condition),
    "Fn::Or": (conditions) => conditions.some(value),
    "Fn::Split": ([separator, text]) => value(text).split(separator),
    "Fn::Select": ([index, list]) => value(list)[index],
    "Fn::Join": ([separator, parts]) => value(parts).join(separator),
  };

  function value(node) {
    if (Array.isArray(node)) return node.map(value).filter((item) => item !== gone);
    if (!node || typeof node !== "object") return node;
    const [[name, argument] = [], ...others] = Object.entries(node);
    // A policy statement's Condition is no reference to a condition.
    if (others.length === 0 && name in functions && (name !== "Condition" || typeof argument === "string"))
      return functions[name](argument);
    if (name?.startsWith("Fn::")) throw new Error(`${file}: ${name} is not known here`);
    return Object.fromEntries(
      Object.entries(node)
        .map(([key, item]) => [key, value(item)])
        .filter(([, item]) => item !== gone),
    );
  }

  const resources = Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || value(template.Conditions[Condition]))
    .map(([name, { Type, Properties }]) => ({ name, type: Type, properties: value(Properties ?? {}) }));
  return { parameters: Object.fromEntries(defaults), resources };
}
