import {
  CONDITIONS,
  type RuleSubject,
  unmetConditions,
  type When,
} from '../../../functions/domain/policy/approval-rule.ts';

/** One condition of a rule. */
export interface Condition {
  condition: keyof When;
  holds: boolean;
  actual: unknown;
  wanted: unknown;
  /** What the change has and, if the condition does not hold, what the rule wants. */
  text: string;
}

/** The conditions of a rule in reading order; a rule without conditions matches every change. */
export function conditionsOf(when: When, subject: RuleSubject): Condition[] {
  const unmet = unmetConditions(when, subject);
  return CONDITIONS.filter((condition) => when[condition] !== undefined).map((condition) => {
    const holds = !unmet.includes(condition);
    const { actual, heldText, unmetText } = WORDS[condition](when, subject);
    return { condition, holds, actual, wanted: when[condition], text: holds ? heldText : unmetText };
  });
}

/** What a condition looks at, and how to say that it holds or not. */
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
  requester: (when, { requester }) => oneOf('requester', requester, when.requester && [when.requester]),
  changes: changesWords,
};

/** A rule may list hundreds of accounts. */
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
