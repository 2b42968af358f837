import { describe, expect, it } from 'vitest';
import {
  readDeliveryFailure,
  requestTag,
  undeliverable,
} from '../../../../functions/domain/approval/delivery-failure.ts';
import { evolveAll } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestKey } from '../../../../functions/domain/request/request-key.ts';
import type { MailEventDetail } from '../../../../schemas/compiled/mail-event.js';
import mailEventSchema from '../../../../schemas/mail-event.schema.json' with { type: 'json' };
import {
  APPROVER,
  BOUNCED,
  CHIEF,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  receivedRecord,
  VOTED_AT,
} from '../../builders.ts';

const mail = { tags: { 'ses:configuration-set': ['alternate-contacts-test'], request: [requestTag(REQUEST_KEY)] } };

type MailEvent = Parameters<typeof readDeliveryFailure>[0];

const bounced = (differences: Partial<NonNullable<MailEventDetail['bounce']>> = {}): MailEvent => ({
  mail,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: APPROVER }],
    ...differences,
  },
});

describe('requestTag', () => {
  const keys: RequestKey[] = ['a/b', REQUEST_KEY, 'a.b_c/d:e', `${'s'.repeat(64)}/${'x'.repeat(80)}`];

  it.each(keys)('is a value that SES accepts when the key is %j', (key) => {
    expect(requestTag(key)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  });

  it.each(keys)('is read back as the key when that is %j', (key) => {
    const event = { ...bounced(), mail: { tags: { request: [requestTag(key)] } } };
    expect(readDeliveryFailure(event)).toMatchObject({ requestKey: key });
  });
});

describe('readDeliveryFailure', () => {
  it('names the addresses that mail does not reach, and why, when it bounced for good', () => {
    expect(readDeliveryFailure(bounced())).toEqual({
      requestKey: REQUEST_KEY,
      addresses: [APPROVER],
      reason: { kind: 'bounced', subType: 'General' },
    });
  });

  it('keeps the sub-type that SES names', () => {
    expect(readDeliveryFailure(bounced({ bounceSubType: 'Suppressed' }))).toMatchObject({
      reason: { kind: 'bounced', subType: 'Suppressed' },
    });
  });

  it.each([APPROVER, 'Approver-1@Example.COM', `An Approver <${APPROVER}>`, `"A <b>" <${APPROVER}> `, ` ${APPROVER} `])(
    'reads the address when it is written as %j',
    (emailAddress) => {
      expect(readDeliveryFailure(bounced({ bouncedRecipients: [{ emailAddress }] }))).toMatchObject({
        addresses: [APPROVER],
      });
    },
  );

  it('names every address when the mail went to several', () => {
    const bouncedRecipients = [{ emailAddress: APPROVER }, { emailAddress: OTHER_APPROVER }];
    expect(readDeliveryFailure(bounced({ bouncedRecipients }))).toMatchObject({
      addresses: [APPROVER, OTHER_APPROVER],
    });
  });

  it('names the address that reported the mail as spam', () => {
    const complaint = { complainedRecipients: [{ emailAddress: OTHER_APPROVER }] };
    expect(readDeliveryFailure({ mail, complaint })).toEqual({
      requestKey: REQUEST_KEY,
      addresses: [OTHER_APPROVER],
      reason: { kind: 'reportedAsSpam' },
    });
  });

  it.each(['Transient', 'Undetermined', 'permanent', ''])('ignores the bounce when its type is %j', (bounceType) => {
    expect(readDeliveryFailure(bounced({ bounceType }))).toEqual({ ignored: 'the bounce is not permanent' });
  });

  it('ignores an event that is neither a bounce nor a complaint', () => {
    expect(readDeliveryFailure({ mail })).toEqual({ ignored: 'the bounce is not permanent' });
  });

  it.each([{}, { request: [] }, { other: [requestTag(REQUEST_KEY)] }])(
    'ignores the mail when its tags are %j',
    (tags) => {
      expect(readDeliveryFailure({ ...bounced(), mail: { tags } })).toEqual({
        ignored: 'the mail is not about a request',
      });
    },
  );

  it('ignores the mail when its tag is no key, as that of an earlier version', () => {
    const request = [Buffer.from('cli-1').toString('base64url')];
    expect(readDeliveryFailure({ ...bounced(), mail: { tags: { request } } })).toEqual({
      ignored: 'the tag names no request',
    });
  });

  it.each(mailEventSchema.examples)('reads the example of $detail-type in the schema', ({ detail }) => {
    expect(readDeliveryFailure(detail)).toMatchObject({ requestKey: 'cli/cli-1', addresses: [APPROVER] });
  });
});

describe('undeliverable', () => {
  const failure = (...addresses: string[]) => ({ addresses, reason: BOUNCED });
  const unreachable = (approver: string) => ({
    ...{ type: 'ApproverUnreachable', at: VOTED_AT, by: 'workflow' },
    ...{ approver, reason: BOUNCED },
  });

  it('marks an approver whom mail does not reach, and says why', () => {
    const record = pendingRecord();
    const events = undeliverable(record, failure(APPROVER), VOTED_AT);
    expect(events).toEqual([unreachable(APPROVER)]);
    expect(evolveAll(record, events)).toEqual({
      ...record,
      unreachable: [lost()],
      history: [...record.history, unreachable(APPROVER)],
    });
  });

  it('keeps the approvers who were unreachable before', () => {
    const record = pendingRecord({ unreachable: [lost()] });
    const events = undeliverable(record, failure(OTHER_APPROVER), VOTED_AT);
    expect(evolveAll(record, events).unreachable).toEqual([lost(), lost(OTHER_APPROVER)]);
  });

  it('marks an approver whom a later round adds', () => {
    const record = pendingRecord({ approval: escalatingApproval() });
    expect(undeliverable(record, failure(CHIEF), VOTED_AT)).toEqual([unreachable(CHIEF)]);
  });

  it('marks each approver of several addresses once, and nobody else', () => {
    const addresses = [APPROVER, 'jane@example.com', APPROVER, OTHER_APPROVER];
    expect(undeliverable(pendingRecord(), failure(...addresses), VOTED_AT)).toEqual([
      unreachable(APPROVER),
      unreachable(OTHER_APPROVER),
    ]);
  });

  it.each([
    {
      what: 'the approver is unreachable already',
      record: pendingRecord({ unreachable: [lost()] }),
      address: APPROVER,
    },
    { what: 'the address is not an approver', record: pendingRecord(), address: 'jane@example.com' },
    { what: 'the record has no approval', record: receivedRecord(), address: APPROVER },
    ...(['RECEIVED', 'APPROVED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'APPLIED'] as const).map((status) => ({
      what: `the request is ${status}`,
      record: pendingRecord({ status }),
      address: APPROVER,
    })),
  ])('adds nothing when $what', ({ record, address }) => {
    expect(undeliverable(record, failure(address), VOTED_AT)).toEqual([]);
  });
});
