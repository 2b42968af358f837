import { describe, expect, it } from 'vitest';
import { MalformedEventError } from '../../../../functions/domain/errors.ts';
import {
  type DriftedContact,
  driftRequest,
  driftRequestId,
  isAdoption,
  readFinding,
} from '../../../../functions/domain/organization/finding.ts';
import { reservedId } from '../../../../functions/domain/request/request-rules.ts';
import isRequestId from '../../../../schemas/compiled/request-id.js';
import { ACCOUNT_ID, NEW_CONTACT, SECURITY } from '../../builders.ts';

const drifted: DriftedContact = { ...SECURITY, answer: 'revert', foundAt: '2026-06-01T10:00:00.000Z' };

describe('readFinding', () => {
  it.each([
    { kind: 'newAccount' as const, accountId: ACCOUNT_ID },
    { kind: 'drift' as const, ...drifted },
  ])('reads what the service has put: %j', (finding) => {
    expect(readFinding({ ...finding })).toEqual(finding);
  });

  it.each([
    {},
    { kind: 'newAccount', accountId: '12' },
    { kind: 'other', accountId: ACCOUNT_ID },
    { kind: 'drift', ...drifted, answer: 'report' },
    { kind: 'drift', ...drifted, alternateContactType: 'OTHER' },
    { kind: 'drift', ...SECURITY, answer: 'revert' },
  ])('refuses anything else: %j', (detail) => {
    expect(() => readFinding(detail)).toThrow(MalformedEventError);
  });
});

describe('the request for a changed contact', () => {
  const words = { reason: 'because', requestedBy: 'service@example.com' };

  it('asks for what the contact should be, in the name of the organization', () => {
    expect(driftRequest(drifted, NEW_CONTACT, words)).toEqual({
      requestId: expect.stringMatching(/^revert-drift-222222222222-SECURITY-[0-9a-f]{8}$/),
      ...words,
      source: { system: 'organization' },
      changes: [{ ...SECURITY, action: 'PUT', contact: NEW_CONTACT }],
    });
    expect(driftRequest(drifted, null, words).changes).toEqual([{ ...SECURITY, action: 'DELETE' }]);
  });

  it('has the same id for the same finding, and another one for the next', () => {
    expect(driftRequestId(drifted)).toBe(driftRequestId({ ...drifted }));
    expect(driftRequestId(drifted)).not.toBe(driftRequestId({ ...drifted, foundAt: '2026-06-01T10:00:00.001Z' }));
  });

  it.each(['revert', 'adopt'] as const)('has an id that is one, and that nobody else may take, to %s', (answer) => {
    const requestId = driftRequestId({ ...drifted, answer });
    expect(isRequestId(requestId)).toBe(true);
    expect(reservedId({ requestId })).toEqual([{ pointer: '/requestId', code: 'reservedSource' }]);
  });

  it('adopts a contact only if the workflow itself asks for that', () => {
    const requestId = driftRequestId({ ...drifted, answer: 'adopt' });
    expect(isAdoption({ requestId, source: { system: 'organization' } })).toBe(true);
    expect(isAdoption({ requestId, source: { system: 'cli' } })).toBe(false);
    expect(isAdoption({ requestId: driftRequestId(drifted), source: { system: 'organization' } })).toBe(false);
  });
});
