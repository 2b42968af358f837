import { randomBytes } from 'node:crypto';
import { digest } from '../../../functions/domain/request/digest.ts';
import { APPROVER, OTHER_APPROVER } from '../requester.ts';
import type { Attack } from './attack.ts';
import { changeContact, fail, put, putEvent, start, wake } from './calls.ts';
import { forgeContact } from './forgery.ts';
import { FORGED, LEDGER_ATTACKS } from './ledger-attacks.ts';
import type { Means } from './means.ts';
import { linkItem, type Target } from './target.ts';

const REQUESTED = 'Alternate Contact Change Requested';

export const ATTACKS: Record<string, Attack> = {
  ...LEDGER_ATTACKS,

  'links of its own': { run: voteByOwnLinks },

  'another plan, with links of its own': {
    forged: FORGED,
    run: async (means, target) => {
      await forgeContact(means, target, FORGED);
      await voteByOwnLinks(means, target);
    },
  },

  'a task that succeeds with an approval': {
    run: async (means, target) => means.make(wake((await target.item()).taskToken ?? '')),
  },

  'a task that fails': {
    run: async (means, target) => means.make(fail((await target.item()).taskToken ?? '')),
  },

  'an execution of its own': {
    run: async (means, target) => {
      const detail = { ...target.request, source: { system: 'organization' } };
      await means.make(start({ source: 'alternate-contacts', 'detail-type': REQUESTED, detail }));
    },
  },

  'a caller who is known': {
    run: (means, target) => proves(means, target, { system: 'door', provenBy: 'iam' }, 'alternate-contacts'),
  },

  'a ticket that its system has signed': {
    run: (means, target) =>
      proves(means, target, { system: 'tickets', provenBy: 'signature' }, 'alternate-contacts.webhooks'),
  },

  'the contact itself': {
    run: async (means, { accountId }) => means.make(changeContact(accountId, FORGED)),
  },
};

async function voteByOwnLinks(means: Means, target: Target): Promise<void> {
  for (const approver of [APPROVER, OTHER_APPROVER]) {
    const secret = randomBytes(32).toString('base64url');
    await means.make(put(linkItem(secret, target.requestKey, approver)));
    await (await target.openPage(secret))();
  }
}

/** Makes another request that the policy pre-approves, with a proof of who is behind it. */
async function proves(
  means: Means,
  { request, end }: Target,
  { system, provenBy }: { system: string; provenBy: string },
  Source: string,
): Promise<void> {
  const own = { ...request, requestId: `${request.requestId}-proven`, source: { system } };
  await means.make(put({ pk: `PROOF#${digest(own)}`, provenBy }));
  await means.make(putEvent({ Source, DetailType: REQUESTED, Detail: JSON.stringify(own) }));
  await end(own.requestId);
}
