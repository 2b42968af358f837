import { describe, expect, it } from 'vitest';
import type { WithdrawalCause } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { withdrawalSentence, withdrawalWords, withdrawnTexts } from '../../../functions/wording/withdrawal.ts';
import { ACCOUNT_ID, account, changesWithdrawn, pendingRecord } from '../builders.ts';

const CAUSES: [because: WithdrawalCause, words: string][] = [
  [{ kind: 'superseded', requestKey: 'jira/jira-2' }, 'superseded by jira-2'],
  [{ kind: 'takenBack' }, 'its ticket took the request back'],
  [
    { kind: 'accountClosed', accountId: ACCOUNT_ID },
    'the account 222222222222 (Payments, Root / Production) was closed',
  ],
  [
    { kind: 'baselineGone', accountId: ACCOUNT_ID },
    'the policy leaves the contacts of 222222222222 (Payments, Root / Production) alone where the account is now',
  ],
];

describe('withdrawalWords', () => {
  it.each(CAUSES)('says why changes were withdrawn: $kind', (because, words) => {
    expect(withdrawalWords(because, [account()])).toBe(words);
  });
});

describe('withdrawalSentence', () => {
  it('is a sentence', () => {
    expect(withdrawalSentence({ kind: 'superseded', requestKey: 'jira/jira-2' })).toBe('Superseded by jira-2.');
  });
});

describe('withdrawnTexts', () => {
  it('names each withdrawn change with the reason', () => {
    expect(withdrawnTexts(recordOf([...pendingRecord().history, changesWithdrawn()]))).toEqual([
      'BILLING contact of 222222222222 (Payments, Root / Production): superseded by jira-OPS-42-10125',
    ]);
  });
});
