import { type RuleSubject, unmetConditions, type When } from '../functions/domain/approval-rule.ts';

/** One condition of a rule. */
export interface Condition {
  condition: keyof When;
  holds: boolean;
  actual: unknown;
  wanted: unknown;
  /** What is so and, where that does not hold, what the rule wants. */
  text: string;
}

/** The conditions of a rule, in the order in which `unmetConditions` names them; a rule without any matches every change. */
export function conditionsOf(when: When, subject: RuleSubject): Condition[] {
  const unmet = unmetConditions(when, subject);
  return ORDER.filter((condition) => when[condition] !== undefined).map((condition) => {
    const holds = !unmet.includes(condition);
    const { actual, heldText, unmetText } = WORDS[condition](when, subject);
    return { condition, holds, actual, wanted: when[condition], text: holds ? heldText : unmetText };
  });
}

/** What a condition looks at, and the words for it when it holds and when it does not. */
interface Words {
  actual: unknown;
  heldText: string;
  unmetText: string;
}

const WORDS: Record<keyof When, (when: When, subject: RuleSubject) => Words> = {
  alternateContactType: (when, { alternateContactType }) =>
    oneOf('alternateContactType', alternateContactType, when.alternateContactType),
  action: (when, { action }) => oneOf('action', action, when.action),
  accountId: (when, { account }) => oneOf('accountId', account.accountId, when.accountId),
  ou: ouWords,
  tags: tagWords,
  source: (when, { source }) => oneOf('source', source, when.source),
  changes: changesWords,
};
const ORDER: (keyof When)[] = ['alternateContactType', 'action', 'accountId', 'ou', 'tags', 'source', 'changes'];

/** An operator may name hundreds of accounts. */
const NAMED_AT_MOST = 10;

function oneOf(name: string, actual: string, wanted: string[] = []): Words {
  const heldText = `${name} is ${actual}`;
  return { actual, heldText, unmetText: `${heldText}, the rule wants ${alternatives(wanted)}` };
}

function ouWords({ ou = [] }: When, { account: { parentIds } }: RuleSubject): Words {
  const under = (ids: string[]) => `ou: the account is under ${ids.join(', ')}`;
  return {
    actual: parentIds,
    heldText: under(parentIds.filter((id) => ou.includes(id))),
    unmetText: `${under(parentIds)}; the rule wants ${alternatives(ou)}`,
  };
}

function tagWords({ tags = {} }: When, { account }: RuleSubject): Words {
  const actual = account.tags ?? {};
  const known = Object.entries(tags).map(([key, wanted]) => ({ key, wanted, value: actual[key] }));
  const isText = ({ key, value }: { key: string; value: string | undefined }) =>
    value === undefined ? `${key} is not set` : `${key} is ${value}`;
  const unmet = known.filter(({ value, wanted }) => value === undefined || !wanted.includes(value));
  return {
    actual,
    heldText: `tags: ${known.map(isText).join(', ')}`,
    unmetText: `tags: ${unmet.map((tag) => `${isText(tag)}, the rule wants ${alternatives(tag.wanted)}`).join('; ')}`,
  };
}

function changesWords({ changes: { atLeast, atMost } = {} }: When, { changes }: RuleSubject): Words {
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  const heldText = `changes: the request has ${changes}`;
  return { actual: changes, heldText, unmetText: `${heldText}, the rule wants ${bounds.join(' and ')}` };
}

function alternatives(values: string[]): string {
  const named = values.slice(0, NAMED_AT_MOST);
  const others = values.length - named.length;
  return [...named, ...(others > 0 ? [`one of ${others} more`] : [])].join(' or ');
}
