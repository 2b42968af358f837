import { describe, expect, it } from 'vitest';
import { csvRows } from '../../../cli/csv/csv-rows.ts';
import { reportOf } from '../../../functions/domain/inventory/report.ts';
import { reportCsv } from '../../../functions/wording/report.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../builders.ts';
import { denied, inventoryItem, SEEN_AT, SET_BY, seen } from '../inventory-samples.ts';

describe('reportCsv', () => {
  it('has a row for each contact, which a spreadsheet opens without calculating', () => {
    const contacts = {
      SECURITY: seen(NEW_CONTACT, { setBy: SET_BY }),
      BILLING: denied(),
      OPERATIONS: seen({ ...OLD_CONTACT, name: '=1+1' }, { standing: 'drifted' }),
    };
    const csv = reportCsv(reportOf([inventoryItem('022222222222', contacts)], '2026-06-01T13:00:00.000Z'));
    const [header = [], ...rows] = csvRows(csv, 'report.csv').map(({ cells }) => cells);
    const cells = rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
    expect(cells).toMatchObject([
      {
        accountId: '022222222222',
        alternateContactType: 'BILLING',
        standing: 'not known',
        error: 'AccessDeniedException',
      },
      { alternateContactType: 'OPERATIONS', standing: 'drifted', name: '=1+1', setByRequest: '' },
      {
        ...{ accountName: 'Account 222', ouPath: 'Root / Production', accountState: 'ACTIVE', ...NEW_CONTACT },
        ...{
          setByRequest: SET_BY.requestKey,
          requestedBy: SET_BY.requestedBy,
          approvedBy: SET_BY.approvedBy.join('; '),
        },
        ...{ appliedAt: SET_BY.at, lastSeen: SEEN_AT, planFingerprint: SET_BY.fingerprint },
      },
    ]);
    expect(csv).toContain("'=1+1");
    expect(csv).toContain("'022222222222");
  });
});
