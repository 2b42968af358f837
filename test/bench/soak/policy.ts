import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { SHIPPED_POLICY } from '../../shipped-policy.ts';

/** What `source.system` says about a request decides which rule it falls under. */
export const SYSTEMS = { preApproved: 'soak-pre', expiring: 'soak-expiring', two: 'soak-two', other: 'soak' } as const;

const RULE = { approvers: ['contact-owners'], quorum: 1, rounds: [{ wait: '72h' }] };

/** The shipped policy, with a rule for each way in which a request can be decided, and limits that nobody reaches. */
export async function soakPolicy(): Promise<string> {
  const shipped: object = parse(await readFile(SHIPPED_POLICY, 'utf8'));
  return stringify({
    ...shipped,
    limits: { openRequestsPerRequester: 2000, openRequestsPerContact: 2000, mailsPerHour: 100_000 },
    approvals: [
      { name: 'pre-approved', when: { source: [SYSTEMS.preApproved] }, preApproved: true },
      { ...RULE, name: 'two', when: { source: [SYSTEMS.two] }, quorum: 2 },
      {
        ...RULE,
        name: 'expiring',
        when: { source: [SYSTEMS.expiring] },
        rounds: [{ wait: '2m' }, { wait: '2m', remind: true }],
      },
      { ...RULE, name: 'every change' },
    ],
  });
}
