import { describe, expect, it } from 'vitest';
import { HIGH_LIMITS } from '../high-limits.ts';
import { IS_FULL } from '../load-size.ts';
import { APPROVER, makeRequest, nonceIn, OTHER_APPROVER, postVote, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** With two links for each request: 1,000 forms in a full run, 100 otherwise. */
const REQUESTS = IS_FULL ? 25 : 5;
const POSTS_PER_LINK = IS_FULL ? 20 : 10;

const POLICY = `
allowedEmailDomains: [example.com]
${HIGH_LIMITS}
approvals:
  - name: both
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 2
    rounds: [{ wait: 72h }]
`;

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: POLICY, accountQuotas: false },
);

describe('many forms sent at once, by two links of each request', () => {
  it('count each approver once and wake each workflow once', async () => {
    const requests = Array.from({ length: REQUESTS }, (_, index) =>
      makeRequest({
        changes: [
          { accountId: String(900_000_000_300 + index), alternateContactType: 'SECURITY', action: 'PUT', contact: SOC },
        ],
      }),
    );
    await Promise.all(requests.map((request) => user.put(request)));
    const links = (await Promise.all([APPROVER, OTHER_APPROVER].map((approver) => linksOf(approver)))).flat();
    expect(new Set(links).size).toBe(2 * REQUESTS);
    const forms = await Promise.all(
      links.map(async (link) => ({ link, nonce: nonceIn(await (await fetch(link)).text()) })),
    );
    const wakesBefore = await wakes();

    const posts = forms.flatMap((form) => Array.from({ length: POSTS_PER_LINK }, () => form));
    const answers = await Promise.all(posts.map(({ link, nonce }) => postVote(link, nonce, 'approve')));
    expect(answers).toHaveLength(2 * REQUESTS * POSTS_PER_LINK);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));

    for (const { requestId } of requests) {
      expect((await user.end(requestId)).output.status).toBe('APPLIED');
      const { votes, history } = await user.record(requestId);
      expect(votes.map(({ approver }) => approver).sort()).toEqual([APPROVER, OTHER_APPROVER]);
      expect(history.filter(({ type }) => type === 'VoteCast')).toHaveLength(2);
    }
    expect((await wakes()) - wakesBefore).toBe(REQUESTS);

    async function linksOf(approver: string): Promise<string[]> {
      return until(`the links of ${approver}`, async () => {
        const found = await user.links(approver);
        const theirs = requests.flatMap(({ requestId }) => found.get(requestId) ?? []);
        return theirs.length === REQUESTS ? theirs : undefined;
      });
    }
  }, 240_000);
});

async function wakes(): Promise<number> {
  return (await stack.calls()).filter(({ operation }) => operation === 'SendTaskSuccess').length;
}
