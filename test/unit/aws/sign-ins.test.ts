import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { putSignIn, readSignIn } from '../../../functions/aws/sign-ins.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const PLACE = { browserSecret: 'b'.repeat(43), linkSecret: 'l'.repeat(43) };
const AT = '2026-06-01T12:00:00.000Z';
const SIGN_IN = {
  signedIn: { person: 'iss#ana', address: 'ana@example.com', at: AT },
  idToken: 'token',
  state: 'state',
};

let table: FakeTable;

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('a sign-in', () => {
  it('is kept for half an hour, for its link in its browser, without their secrets', async () => {
    await putSignIn(PLACE, SIGN_IN);
    await expect(readSignIn(PLACE)).resolves.toEqual(SIGN_IN);
    const [[key, item] = []] = [...table.items];
    expect(item?.['ttl']).toBe(Date.parse(AT) / 1000 + 1800);
    expect(key).toMatch(/^SIGNIN#[0-9a-f]{64}#[0-9a-f]{64}$/);
    for (const secret of Object.values(PLACE)) expect(JSON.stringify(item)).not.toContain(secret);
  });

  it.each([
    { what: 'another link', place: { ...PLACE, linkSecret: 'm'.repeat(43) } },
    { what: 'another browser', place: { ...PLACE, browserSecret: 'c'.repeat(43) } },
    { what: 'no browser', place: { ...PLACE, browserSecret: '' } },
  ])('is none for $what', async ({ place }) => {
    await putSignIn(PLACE, SIGN_IN);
    await expect(readSignIn(place)).resolves.toBeUndefined();
  });
});
