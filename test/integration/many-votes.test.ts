import { describe, expect, it } from 'vitest';
import { APPROVER, makeRequest, nonceIn, OTHER_APPROVER, postVote, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

const REQUESTS = 25;
const POSTS_PER_LINK = 20;

const POLICY = `
allowedEmailDomains: [example.com]
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

describe('1,000 forms sent at once, by 50 links of 25 requests', () => {
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
    expect(answers).toHaveLength(1000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));

    for (const { requestId } of requests) {
      expect((await user.end(requestId)).output.status).toBe('APPLIED');
      const { votes, history } = Object(await user.record(requestId));
      expect(votes.map(({ approver }: { approver: string }) => approver).sort()).toEqual([APPROVER, OTHER_APPROVER]);
      expect(history.filter(({ what }: { what: string }) => what === 'approved')).toHaveLength(2);
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
