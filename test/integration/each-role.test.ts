import { describe, expect, it } from 'vitest';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { Attack } from './adversary/attack.ts';
import { ATTACKS } from './adversary/attacks.ts';
import { readFunctionNames } from './adversary/function-names.ts';
import { Means, OutOfMeansError } from './adversary/means.ts';
import { Target } from './adversary/target.ts';
import { APPROVER, OTHER_APPROVER, type Requester } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** Nearly every change needs both approvers, and there are ways to need none. */
const POLICY = `
allowedEmailDomains: [example.com]
limits: { openRequestsPerRequester: 1000, mailsPerHour: 1000 }
approvals:
  - name: sandboxes
    when: { tags: { Stage: [sandbox] } }
    preApproved: true
  - name: known people
    when: { requester: proven, source: [door, tickets] }
    preApproved: true
  - name: everything else
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 2
    rounds: [{ wait: 72h }]
sources:
  tickets: { proof: { kind: hmac-sha256, header: X-Signature }, filter: 'true', mapping: data }
`;

/** What somebody gets who has taken over one function, and why that cannot be otherwise. */
const KNOWN: Record<string, string[]> = {
  // It changes contacts.
  'apply-change': ['the contact itself'],
  // They mail the links, so they know them. A rule with `confirm: signIn` wants more than the link.
  'request-approval': ['links of its own'],
  'send-held-mails': ['links of its own'],
  // They say who has asked.
  'receive-request': ['a caller who is known'],
  'receive-webhook': ['a ticket that its system has signed'],
};

const PREFIX = 'alternate-contacts-local-';
const FUNCTIONS = readFunctionNames(process.env['PACKAGE_DIR'] ?? '');

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: POLICY, accountQuotas: false },
);

describe('somebody who has taken over one function', () => {
  it.each(FUNCTIONS.map((name) => name.slice(PREFIX.length)))(
    'gets nothing applied that was not approved, but for what is known, when it is %s',
    async (name) => {
      expect(await successes([PREFIX + name])).toEqual(KNOWN[name] ?? []);
    },
  );
});

describe('somebody who has taken over two functions', () => {
  it.each([
    { what: 'nothing', names: ['plan-changes', 'decide-approval'], known: [] },
    {
      what: 'what is asked for',
      names: ['plan-changes', 'pre-approve'],
      known: ['a plan that nobody has to approve'],
    },
    {
      what: 'any contact in the allowed domains',
      names: ['plan-changes', 'request-approval'],
      known: ['a quorum of one', 'links of its own', 'another plan, with links of its own'],
    },
  ])('gets $what applied when they are $names', async ({ names, known }) => {
    expect(await successes(names.map((name) => PREFIX + name))).toEqual(known);
  });
});

/** Outcomes of attacks. With means that allow and refuse the same calls, an attack has the same outcome. */
const outcomes = new Map<string, { means: Means; isForged: boolean }[]>();

/** Requests that wait, which nobody has touched yet. */
const untouched: Target[] = [];

/** The attacks that succeed with what these functions may do. */
async function successes(functionNames: string[]): Promise<string[]> {
  const means = () => new Means(stack, functionNames);
  const outcome = await Promise.all(
    Object.entries(ATTACKS).map(async ([name, attack]) => ((await succeeds(name, attack, means())) ? [name] : [])),
  );
  return outcome.flat();
}

async function succeeds(name: string, attack: Attack, means: Means): Promise<boolean> {
  const known = outcomes.get(name) ?? [];
  for (const outcome of known) {
    if (await means.areLike(outcome.means.tried.values())) return outcome.isForged;
  }
  const outcome = { means, isForged: await isForgedBy(attack, means) };
  outcomes.set(name, [...known, outcome]);
  return outcome.isForged;
}

async function isForgedBy({ run, forged }: Attack, means: Means): Promise<boolean> {
  const target = untouched.pop() ?? (await new Target(stack, user).begin());
  try {
    await run(means, target);
  } catch (error) {
    if (!(error instanceof OutOfMeansError)) throw error;
  }
  if (!means.hasActed) {
    untouched.push(target);
    return false;
  }
  await target.goOn();
  return isForged(await user.contact(target.accountId, 'SECURITY'), forged);
}

function isForged(contact: Contact | undefined, forged: Contact | undefined): boolean {
  return contact !== undefined && (forged === undefined || contact.emailAddress === forged.emailAddress);
}
