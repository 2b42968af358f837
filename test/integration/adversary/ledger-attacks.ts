import { type RequestEvent, WORKFLOW } from '../../../functions/domain/ledger/events.ts';
import { requestedOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedDigest } from '../../../functions/domain/ledger/fingerprint.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { APPROVER, OTHER_APPROVER, SOC } from '../requester.ts';
import type { Attack } from './attack.ts';
import { put } from './calls.ts';
import { decided, forgeContact, forgeLedger, forgePlan, forgeVotes, replanned, signed } from './forgery.ts';
import type { Means } from './means.ts';
import type { Target } from './target.ts';

/** A contact that nobody has asked for, and one that the policy does not allow. */
export const FORGED: Contact = { ...SOC, name: 'Mallory', emailAddress: 'mallory@example.com' };
const OUTSIDE: Contact = { ...FORGED, emailAddress: 'mallory@elsewhere.example' };

/** Attacks by another record, another plan or other votes. */
export const LEDGER_ATTACKS: Record<string, Attack> = {
  'a record that says APPROVED': {
    run: async (means, target) => {
      const item = await target.item();
      await forgeLedger(means, item, [...item.history, ...decided('quorumReached')]);
    },
  },

  'a record with votes that nobody cast': {
    run: async (means, target) => {
      const item = await target.item();
      const fingerprint = await forgePlan(means, target, item.history);
      const votes = [APPROVER, OTHER_APPROVER].map((by, number): RequestEvent => {
        const confirmation = { kind: 'link', person: by } as const;
        const cast = { type: 'VoteCast', by, at: new Date().toISOString(), decision: 'approve' } as const;
        return { ...cast, comment: '', fingerprint, confirmation, number };
      });
      await forgeLedger(means, item, [...item.history, ...votes, ...decided('quorumReached')]);
    },
  },

  'votes that nobody cast': {
    run: async (means, target) => {
      const item = await target.item();
      const fingerprint = await forgePlan(means, target, item.history);
      const votes = await forgeVotes(means, target, fingerprint);
      await forgeLedger(means, item, [...item.history, ...votes, ...decided('quorumReached')]);
    },
  },

  'another plan, with votes that nobody cast': {
    forged: FORGED,
    run: async (means, target) => {
      const { history, fingerprint } = await forgeContact(means, target, FORGED);
      const votes = await forgeVotes(means, target, fingerprint);
      await forgeLedger(means, await target.item(), [...history, ...votes, ...decided('quorumReached')]);
    },
  },

  'another plan after the pages were opened': {
    forged: FORGED,
    run: async (means, target) => {
      const approvals = [await target.open(APPROVER), await target.open(OTHER_APPROVER)];
      await forgeContact(means, target, FORGED);
      for (const approve of approvals) await approve();
    },
  },

  'another plan after one approval': {
    forged: FORGED,
    run: async (means, target) => {
      await mayWriteRecords(means, target);
      const approve = await target.open(OTHER_APPROVER);
      await target.approve(APPROVER);
      await forgeContact(means, target, FORGED);
      await approve();
    },
  },

  'another plan after the quorum': {
    forged: FORGED,
    run: async (means, target) => {
      await mayWriteRecords(means, target);
      const item = await target.item();
      await target.approve(APPROVER);
      // Only who knows the token can wake the execution: while the record has another one, the quorum does not.
      await forgeLedger(means, { ...(await target.item()), taskToken: 'none' }, (await target.item()).history);
      await target.approve(OTHER_APPROVER);
      const { taskToken } = item;
      await forgeContact(means, target, FORGED, { ...(await target.item()), ...(taskToken && { taskToken }) });
    },
  },

  'a contact outside of the allowed domains': {
    forged: OUTSIDE,
    run: async (means, target) => {
      const { history, fingerprint } = await forgeContact(means, target, OUTSIDE);
      await target.approve(APPROVER);
      await target.approve(OTHER_APPROVER);
      const votes = await forgeVotes(means, target, fingerprint);
      await forgeLedger(means, await target.item(), [...history, ...votes, ...decided('quorumReached')]);
    },
  },

  'a quorum of one': {
    run: async (means, target) => {
      const item = await target.item();
      const history = replanned(item.history, (planned) => {
        const requirements = planned.approval.requirements.map((each) => ({ ...each, quorum: 1 }));
        return { ...planned, approval: { ...planned.approval, requirements } };
      });
      await forgeLedger(means, item, history);
      await forgePlan(means, target, history);
      await target.approve(APPROVER);
    },
  },

  'a plan that nobody has to approve': {
    run: async (means, target) => {
      const item = await target.item();
      const history = replanned(item.history, (planned) => ({
        ...planned,
        approval: { requirements: [], rounds: [] },
      }));
      await forgeLedger(means, item, [...history, ...decided('preApproved')]);
      const fingerprint = await forgePlan(means, target, history);
      const at = new Date().toISOString();
      const statement = { statement: 'preApproval', request: target.requestKey, fingerprint, at };
      const preApproval = { ...statement, signature: await signed(means, statement) };
      await means.makeIfPossible(put({ pk: `PREAPPROVAL#${target.requestKey}#${fingerprint}`, preApproval }));
    },
  },

  'an account of which the policy asks nobody': {
    run: async (means, target) => {
      const item = await target.item();
      const requested = requestedOf(item);
      const accounts = requested.accounts.map((account) => ({ ...account, tags: { Stage: 'sandbox' } }));
      const altered = { ...requested, accounts };
      const outdated: RequestEvent = {
        ...{ type: 'PlanOutdated', at: new Date().toISOString(), by: WORKFLOW },
        contacts: [{ accountId: target.accountId, alternateContactType: 'SECURITY' }],
      };
      await forgeLedger(means, item, [altered, ...item.history.slice(1), outdated]);
      const asked = { asked: askedDigest(altered), executionArn: altered.executionArn };
      await means.makeIfPossible(put({ pk: `ASKED#${target.requestKey}`, ...asked }));
    },
  },
};

/** Before anything happens that the others would notice. @throws OutOfMeansError */
async function mayWriteRecords(means: Means, target: Target): Promise<void> {
  const item = await target.item();
  await forgeLedger(means, item, item.history);
}
