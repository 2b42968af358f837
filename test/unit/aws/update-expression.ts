type Item = Record<string, unknown>;

const CLAUSES = /\b(SET|REMOVE|ADD|DELETE) (.*?)(?= (?:SET|REMOVE|ADD|DELETE) |$)/g;

/**
 * The item after a DynamoDB update expression of plain attributes: it sets, removes, adds numbers and sets, and takes out of sets.
 * It also sets, and removes, what a map holds under a key.
 * What it sets may be a sum, or what the attribute is already; all of it is seen as it was before.
 */
export function updatedItem(item: Item, expression: string, names: Item, values: Item): Item {
  const next = { ...item };
  for (const [, clause = '', actions = ''] of expression.matchAll(CLAUSES)) {
    // The comma in a function separates no actions.
    for (const action of actions.split(/, (?!:)/)) apply(next, clause, action, { item, names, values });
  }
  return next;
}

interface Before {
  item: Item;
  names: Item;
  values: Item;
}

function apply(next: Item, clause: string, action: string, { item, names, values }: Before): void {
  const [, written = '', operand = ''] = /^([\w#.]+)(?: =)?(?: (.+))?$/.exec(action) ?? [];
  const [name = '', inner] = written.split('.').map((part) => String(names[part] ?? part));
  const value = clause === 'REMOVE' ? undefined : operandValue(operand, { item, names, values });
  if (name === '' || (clause !== 'REMOVE' && value === undefined))
    throw new Error(`the table knows no ${clause} ${action}`);
  const after = clause === 'REMOVE' || clause === 'SET' ? value : combined(clause, item[name], value);
  if (inner !== undefined) next[name] = withInner(Object(item[name]), inner, after);
  else if (after === undefined) delete next[name];
  else next[name] = after;
}

function withInner(map: Item, key: string, value: unknown): Item {
  const { [key]: _, ...others } = map;
  return value === undefined ? others : { ...others, [key]: value };
}

/** Of a placeholder, of a name, or of `if_not_exists(name, :placeholder)`, each also `+ :placeholder`; nothing for any other operand. */
function operandValue(operand: string, { item, names, values }: Before): unknown {
  const attribute = (name: string) => item[String(names[name] ?? name)];
  const [, summand, added = ''] = /^(.+) \+ (:\w+)$/.exec(operand) ?? [];
  if (summand !== undefined) return Number(operandValue(summand, { item, names, values })) + Number(values[added]);
  const [, usual, otherwise = ''] = /^if_not_exists\(([\w#]+), (:\w+)\)$/.exec(operand) ?? [];
  if (usual !== undefined) return attribute(usual) ?? values[otherwise];
  return operand.startsWith(':') ? values[operand] : attribute(operand);
}

/** An empty set does not exist in DynamoDB. */
function combined(clause: string, before: unknown, value: unknown): unknown {
  if (!(value instanceof Set)) return Number(before ?? 0) + Number(value);
  const members = before instanceof Set ? [...before] : [];
  const after = new Set(clause === 'ADD' ? [...members, ...value] : members.filter((member) => !value.has(member)));
  return after.size > 0 ? after : undefined;
}
