import type { Policy } from '../../../../functions/domain/policy/policy.ts';
import { IDENTITIES } from '../../functions/signed-caller.ts';
import { contactOf } from '../several/asked.ts';
import { ANNE, BEN, CARA } from '../several/cases.ts';

const PEOPLE = [ANNE, BEN, CARA];

/** So many changes need two approvals; fewer need one. */
export const MANY = 3;

/** What SECURITY contacts should be; nobody says what BILLING contacts should be. */
export const WANTED = 'base@example.com';

/** Stands in for `functions/runtime/policy.ts`. Functions read the baseline when they are loaded, so that stays the same. */
export const policy: Policy = {
  allowedEmailDomains: ['example.com'],
  groups: {},
  identities: IDENTITIES,
  baseline: { default: { SECURITY: contactOf(WANTED) } },
  sources: {},
  approvals: [
    { name: 'many', when: { changes: { atLeast: MANY } }, approvers: PEOPLE, quorum: 2, rounds: [{ wait: '2h' }] },
    { name: 'few', approvers: PEOPLE, quorum: 1, rounds: [{ wait: '2h' }, { wait: '1h', remind: true }] },
  ],
};

/** What policies differ in. */
export type Given = Pick<Policy, 'campaigns' | 'drift'>;

export const GIVEN: Record<string, Given> = {
  'no canary; drift is reported': {},
  'a canary that somebody must resume; drift is put back': { campaigns: { canary: { changes: 1 } }, drift: 'revert' },
  'a canary that goes on by itself, or stops; drift is adopted': {
    campaigns: { canary: { changes: 2, resumeAfter: '30m' }, stopAt: '20%' },
    drift: 'adopt',
  },
  'one failure stops it; somebody is told of drift that is put back': {
    campaigns: { stopAt: '0%' },
    drift: { action: 'revert', notify: [ANNE] },
  },
};

export function usePolicy({ campaigns, drift }: Given): void {
  delete policy.campaigns;
  delete policy.drift;
  Object.assign(policy, { ...(campaigns && { campaigns }), ...(drift && { drift }) });
}
