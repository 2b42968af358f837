import { entriesAt, listAt, readYaml, valueAt } from '../../contract/sources.ts';

/** Something that a role allows: `put REQUEST#`, `sign votes`, `wake`. */
type Power = string;

/** A function, and what its role allows it to change. */
export interface Taken {
  name: string;
  powers: Set<Power>;
}

/**
 * Of the functions that mail approvers: whoever mails links knows them, so a vote by a link alone proves nothing against these.
 * Rules may want more than the link.
 */
const KNOWN: Power = 'put LINK#';

/** Something that makes no difference here: the workflow of one request. */
const ELSEWHERE = /^put (BASELINE|PROOF|CODE|SIGNIN|MAILS|REQUESTER|TOLD|APPLIED|CONTACT|VIEW|ACCOUNT#[\w-]+)#$/;

/**
 * Every function whose role allows something; those whose roles allow the same are one, under all of their names. Who may do
 * more comes more often.
 */
export function readPowers(): Taken[] {
  const functions = entriesAt(readYaml('resources/roles.yml'), 'functions');
  const taken = functions.map(([name, statements]) => ({ name, powers: listAt(statements).flatMap(powersOf).sort() }));
  const relevant = taken.map(({ name, powers }) => ({
    name,
    powers: powers.filter((power) => power !== KNOWN && !ELSEWHERE.test(power)),
  }));
  const alike = Map.groupBy(relevant, ({ powers }) => powers.join());
  return [...alike.values()]
    .map((group) => ({ name: group.map(({ name }) => name).join(', '), powers: new Set(group[0]?.powers) }))
    .flatMap((taken) => Array<Taken>(taken.powers.size).fill(taken));
}

function powersOf(statement: unknown): Power[] {
  return listAt(statement, 'Action').flatMap((action) => {
    if (/^dynamodb:(Put|Update|Delete)/.test(String(action))) return prefixesIn(statement).map((each) => `put ${each}`);
    if (action === 'kms:Sign')
      return JSON.stringify(statement).includes('pre-approvals') ? ['sign pre-approvals'] : ['sign votes'];
    return action === 'states:SendTaskSuccess' ? ['wake'] : [];
  });
}

function prefixesIn(statement: unknown): string[] {
  const keys = listAt(valueAt(statement, 'Condition'), 'ForAllValues:StringLike', 'dynamodb:LeadingKeys');
  return keys.map((key) => String(key).replace(/\*$/, ''));
}
