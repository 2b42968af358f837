type Item = Record<string, unknown>;

const CLAUSES = /\b(SET|REMOVE|ADD|DELETE) (.*?)(?= (?:SET|REMOVE|ADD|DELETE) |$)/g;

/** The item after a DynamoDB update expression of plain attributes: it sets, removes, adds numbers and sets, and takes out of sets. */
export function updatedItem(item: Item, expression: string, names: Item, values: Item): Item {
  const next = { ...item };
  for (const [, clause = '', actions = ''] of expression.matchAll(CLAUSES)) {
    for (const action of actions.split(', ')) apply(next, clause, action, { names, values });
  }
  return next;
}

function apply(item: Item, clause: string, action: string, { names, values }: { names: Item; values: Item }): void {
  const [, written = '', placeholder = ''] = /^([\w#]+)(?: =)?(?: (:\w+))?$/.exec(action) ?? [];
  const name = String(names[written] ?? written);
  const value = values[placeholder];
  if (name === '' || (clause !== 'REMOVE' && value === undefined))
    throw new Error(`the table knows no ${clause} ${action}`);
  const after = clause === 'REMOVE' ? undefined : clause === 'SET' ? value : combined(clause, item[name], value);
  if (after === undefined) delete item[name];
  else item[name] = after;
}

/** An empty set does not exist in DynamoDB. */
function combined(clause: string, before: unknown, value: unknown): unknown {
  if (!(value instanceof Set)) return Number(before ?? 0) + Number(value);
  const members = before instanceof Set ? [...before] : [];
  const after = new Set(clause === 'ADD' ? [...members, ...value] : members.filter((member) => !value.has(member)));
  return after.size > 0 ? after : undefined;
}
