import { describe, expect, it } from 'vitest';
import { approversToWarn } from '../../../../functions/domain/approval/competitor-notice.ts';
import { evolve } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';
import {
  APPROVER,
  approvalMails,
  changesWithdrawn,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  type RecordFacts,
  receivedRecord,
} from '../../builders.ts';

const asked = (facts: RecordFacts = {}) => pendingRecord({ mails: approvalMails(), ...facts });
const notices = (...competitors: RequestKey[]) =>
  competitors.map((competitor) => ({ kind: 'competitorNotice', to: APPROVER, competitor }) as const);

describe('approversToWarn', () => {
  it('are the approvers who were asked, each once', () => {
    const mails = [...approvalMails(), ...approvalMails(1)];
    expect(approversToWarn(asked({ mails }), 'cli/cli-2')).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('are not those who have heard of this competitor, but of another', () => {
    expect(approversToWarn(asked({ mails: [...approvalMails(), ...notices('cli/cli-2')] }), 'cli/cli-2')).toEqual([
      OTHER_APPROVER,
    ]);
    expect(approversToWarn(asked({ mails: [...approvalMails(), ...notices('cli/cli-3')] }), 'cli/cli-2')).toEqual([
      APPROVER,
      OTHER_APPROVER,
    ]);
  });

  it('get three such mails at most, however many requests compete', () => {
    const mails = [...approvalMails(), ...notices('cli/a', 'cli/b', 'cli/c')];
    expect(approversToWarn(asked({ mails }), 'cli/d')).toEqual([OTHER_APPROVER]);
  });

  it('are not those whom mail does not reach', () => {
    expect(approversToWarn(asked({ unreachable: [lost()] }), 'cli/cli-2')).toEqual([OTHER_APPROVER]);
  });

  it.each([
    { what: 'has not asked anybody yet', record: receivedRecord() },
    { what: 'is decided', record: asked({ status: 'APPROVED' }) },
    { what: 'is about to ask again', record: evolve(asked(), changesWithdrawn()) },
  ])('are none while the request $what', ({ record }) => {
    expect(approversToWarn(record, 'cli/cli-2')).toEqual([]);
  });
});
