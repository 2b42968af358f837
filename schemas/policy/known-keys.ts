import contactSchema from '../contact.schema.json' with { type: 'json' };
import policySchema from '../policy.schema.json' with { type: 'json' };
import type { Path } from './policy-problem.ts';

type Node = Record<string, unknown>;

/** The keys that the schema knows at a place of the policy; of alternatives, those of all. */
export function knownKeys(path: Path): string[] {
  let nodes = alternativesOf(policySchema);
  for (const step of path) nodes = nodes.flatMap((node) => alternativesOf(childOf(node, step)));
  return [...new Set(nodes.flatMap((node) => Object.keys(asNode(node['properties']))))];
}

function childOf(node: Node, step: string | number): unknown {
  return asNode(node['properties'])[step] ?? node[typeof step === 'number' ? 'items' : 'additionalProperties'];
}

/** A schema, or what it refers to, and its alternatives. */
function alternativesOf(schema: unknown): Node[] {
  const node = asNode(schema);
  if (typeof node['$ref'] === 'string') return alternativesOf(referred(node['$ref']));
  const alternatives = [node['anyOf'], node['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  return [node, ...alternatives.flatMap(alternativesOf)];
}

/** Other files than that of a contact have no keys that a policy could misspell. */
function referred(reference: string): unknown {
  if (reference === 'contact.schema.json') return contactSchema;
  const steps = reference.startsWith('#/') ? reference.slice(2).split('/') : [];
  return steps.length === 0 ? {} : steps.reduce<unknown>((node, step) => asNode(node)[step], policySchema);
}

function asNode(value: unknown): Node {
  return isNode(value) ? value : {};
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
