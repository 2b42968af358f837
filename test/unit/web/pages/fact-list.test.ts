import { describe, expect, it } from 'vitest';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { factList } from '../../../../functions/web/pages/fact-list.ts';
import { requestPage } from '../../../../functions/web/pages/request-page.ts';
import { changesWithdrawn, SECURITY } from '../../builders.ts';
import { textOf } from '../markup.ts';
import { endedRecord, NOW, pendingRecord, withRequest } from '../web-samples.ts';

function factsOf(record: RequestRecord): string {
  return textOf(factList(record).toString()).replace(/\s+/g, ' ');
}

describe('factList', () => {
  it.each([
    ['iam', 'signed in as jane@example.com'],
    ['signature', 'named by jira'],
    ['claimed', 'named by whoever sent the event (jira)'],
  ] as const)('says how the requester is known: %s', (provenBy, text) => {
    expect(factsOf({ ...pendingRecord(), provenBy })).toContain(`Requested by jane@example.com , ${text}`);
  });

  it('lists who else shaped the request', () => {
    const contributors = ['ed@example.com', 'author@example.com'];
    expect(factsOf(withRequest({ contributors }))).toContain('Also shaped by ed@example.com author@example.com');
    expect(factsOf(pendingRecord())).not.toContain('Also shaped by');
  });

  it('does not list the requester a second time when the ticket system names them as a contributor, too', () => {
    const contributors = ['Jane@example.com', 'ed@example.com'];
    expect(factsOf(withRequest({ contributors }))).toContain('Also shaped by ed@example.com Ticket');
    expect(factsOf(withRequest({ contributors: ['jane@example.com'] }))).not.toContain('Also shaped by');
  });

  it('shows what was made of what people wrote', () => {
    const asWritten = [{ pointer: '/changes/0/accountId', text: '2222-2222\u200B-2222' }];
    expect(factsOf(withRequest({ asWritten }))).toContain(
      'As written Account: written as 2222-2222[U+200B]-2222 , taken as 222222222222',
    );
    expect(factsOf(pendingRecord())).not.toContain('As written');
  });

  it('folds what goes beyond five lines', () => {
    const asWritten = Array.from({ length: 7 }, () => ({ pointer: '/changes/0/accountId', text: '2222-2222-2222' }));
    const markup = factList(withRequest({ asWritten })).toString();
    expect(markup).toContain('<summary>Show 2 more</summary>');
    expect(markup.match(/taken as/g)).toHaveLength(7);
  });

  it('leaves withdrawn changes to the results when there are some', () => {
    const ended = endedRecord('APPLIED', [{ ...SECURITY, status: 'APPLIED' }]);
    const record = evolveAll(pendingRecord(), [changesWithdrawn()]);
    expect(factsOf({ ...ended, withdrawn: record.withdrawn })).not.toContain('No longer asked for');
    expect(requestPage({ record: ended, now: NOW, nonce: 'n' })).toContain('Results');
  });
});
