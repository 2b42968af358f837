import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { itemBytes, LARGEST_ITEM_BYTES } from '../../../functions/aws/item-size.ts';
import { registerRecord, updateRecord } from '../../../functions/aws/request-table.ts';
import { isReplannedTooOften } from '../../../functions/domain/approval/outdated-plan.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { evolve, evolveAll, recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { outcomeEvents } from '../../../functions/domain/outcome/outcome.ts';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import {
  APPROVER,
  account,
  applyStarted,
  approvalRequested,
  approved,
  changeNotConfirmed,
  changeRequest,
  ENDED_AT,
  fingerprintOf,
  planned,
  plannedChange,
  planOutdated,
  putChange,
  requested,
  voteCast,
} from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

let table: FakeTable;

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

const KEYS = Array.from({ length: 100 }, (_, index) => ({
  accountId: String(900_000_000_001 + index),
  alternateContactType: 'OPERATIONS' as const,
}));

/** The longest contact in letters of this many bytes. */
function longest(letter: string): Contact {
  const emailAddress = `${'a'.repeat(241)}@example.com`;
  return { name: letter.repeat(64), title: letter.repeat(50), emailAddress, phoneNumber: '1'.repeat(25) };
}

/** A request for 100 contacts, with the longest values in every field. */
function largest(letter: string): { first: ReturnType<typeof requested>; plan: ReturnType<typeof planned> } {
  const contact = longest(letter);
  const changes = KEYS.map((key) => putChange(key, contact));
  const source = { system: 'jira', reference: 'r'.repeat(200), url: `https://example.com/${'u'.repeat(2000)}` };
  const request = changeRequest({ changes, source, reason: letter.repeat(10_000) });
  const parentIds = Array.from({ length: 5 }, () => `ou-ab12-${'x'.repeat(32)}`);
  const accounts = KEYS.map(({ accountId }) => account({ accountId, parentIds, name: 'n'.repeat(50) }));
  const before = { ...contact, name: letter.repeat(63) };
  return {
    first: requested({ request, accounts }),
    plan: planned({ plan: KEYS.map((key) => plannedChange({ ...key, before, after: contact, revision: 12 })) }),
  };
}

const storedBytes = () => Math.max(...[...table.items.values()].map((item) => itemBytes(Object(item))));

/** Adds the events one by one, as functions do. */
async function happen(record: RequestRecord, ...events: RequestEvent[]): Promise<RequestRecord> {
  let now = record;
  for (const event of events)
    now = await updateRecord(requestKeyOf(record.request), (current) => evolve(current, event));
  return now;
}

/** Ends it with 100 changes that have failed with the longest messages, and whatever can happen later. */
async function endInVain(record: RequestRecord): Promise<RequestRecord> {
  const error = { Error: 'ContactNotYetVisibleError', Cause: JSON.stringify({ errorMessage: 'm'.repeat(450) }) };
  const failed = KEYS.map((key) => ({ ...key, error }));
  const ended = await updateRecord(requestKeyOf(record.request), (current) =>
    evolveAll(current, outcomeEvents(current, { status: 'FAILED' }, failed, ENDED_AT)),
  );
  const later = KEYS.map((key) => ({ ...changeNotConfirmed(), ...key }));
  return updateRecord(requestKeyOf(ended.request), (current) => evolveAll(current, later));
}

describe('itemBytes', () => {
  it.each([
    { item: { pk: 'x' }, bytes: 3 },
    { item: { pk: '🦊' }, bytes: 6 },
    { item: { pk: true, ab: null, cd: undefined }, bytes: 2 + 1 + 2 + 1 + 2 },
    { item: { n: 12 }, bytes: 22 },
    { item: { l: ['a', 'bc'] }, bytes: 1 + 3 + 2 * 1 + 3 },
    { item: { m: { ab: 'c' } }, bytes: 1 + 3 + 1 + 2 + 1 },
  ])('is $bytes for $item', ({ item, bytes }) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('the record of a request for 100 contacts with the longest values', () => {
  it('fits, with votes, rounds and an end in vain, in letters of one byte', async () => {
    const { first, plan } = largest('n');
    await registerRecord(recordOf([first]));
    const fingerprint = fingerprintOf(first, plan);
    const votes = Array.from({ length: 10 }, (_, number) =>
      voteCast(`${number}-${APPROVER}`, { fingerprint, number, comment: 'c'.repeat(2000), decision: 'approve' }),
    );
    const record = await happen(recordOf([first]), plan, approvalRequested(), ...votes, approved(), applyStarted());
    await endInVain(record);
    expect(storedBytes()).toBeLessThan(LARGEST_ITEM_BYTES);
  });

  it('fits, with one plan and an end in vain, in letters of four bytes, and is refused a second plan', async () => {
    const { first, plan } = largest('🦊');
    await registerRecord(recordOf([first]));
    const record = await happen(recordOf([first]), plan);
    await expect(happen(record, plan)).rejects.toMatchObject({ name: 'RequestTooLargeError' });
    await endInVain(record);
    expect(storedBytes()).toBeLessThan(LARGEST_ITEM_BYTES);
  });

  it('is planned again only while there is room for its end', async () => {
    const { first, plan } = largest('n');
    let record = recordOf([first]);
    await registerRecord(record);
    const again = async () => {
      while (!isReplannedTooOften(record)) record = await happen(record, plan, planOutdated({ contacts: KEYS }));
    };
    await again().catch((error: unknown) => expect(error).toMatchObject({ name: 'RequestTooLargeError' }));
    await endInVain(record);
    expect(storedBytes()).toBeLessThan(LARGEST_ITEM_BYTES);
  });

  it('takes votes only while there is room for its end', async () => {
    const { first, plan } = largest('n');
    await registerRecord(recordOf([first]));
    const record = await happen(recordOf([first]), plan, approvalRequested());
    const fingerprint = fingerprintOf(first, plan);
    let number = 0;
    const vote = () => voteCast(`${number}-${APPROVER}`, { fingerprint, number, comment: '🦊'.repeat(1000) });
    const flood = async () => {
      for (; number < 1000; number += 1) await happen(record, vote());
    };
    await expect(flood()).rejects.toMatchObject({ name: 'RequestTooLargeError' });
    expect(number).toBeGreaterThan(10);
    await endInVain(record);
    expect(storedBytes()).toBeLessThan(LARGEST_ITEM_BYTES);
  });
});
