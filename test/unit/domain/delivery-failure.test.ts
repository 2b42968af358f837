import { describe, expect, it } from 'vitest';
import { type MailEvent, readDeliveryFailure, requestTag } from '../../../functions/domain/delivery-failure.ts';
import mailEventSchema from '../../../schemas/mail-event.schema.json' with { type: 'json' };
import { APPROVER, OTHER_APPROVER, REQUEST_ID } from '../builders.ts';

const mail = { tags: { 'ses:configuration-set': ['alternate-contacts-test'], request: [requestTag(REQUEST_ID)] } };

const bounced = (differences: Partial<NonNullable<MailEvent['bounce']>> = {}): MailEvent => ({
  mail,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: APPROVER }],
    ...differences,
  },
});

describe('requestTag', () => {
  it.each(['a', REQUEST_ID, 'a.b_c:d-e', 'x'.repeat(80)])(
    'is a value that SES takes when the requestId is %j',
    (id) => {
      expect(requestTag(id)).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    },
  );

  it.each(['a', REQUEST_ID, 'a.b_c:d-e', 'x'.repeat(80)])('is read back as the requestId when that is %j', (id) => {
    const event = { ...bounced(), mail: { tags: { request: [requestTag(id)] } } };
    expect(readDeliveryFailure(event)).toMatchObject({ requestId: id });
  });
});

describe('readDeliveryFailure', () => {
  it('tells whom the mail did not reach, and why, when it bounced for good', () => {
    expect(readDeliveryFailure(bounced())).toEqual({
      requestId: REQUEST_ID,
      addresses: [APPROVER],
      why: 'the mail bounced (General)',
    });
  });

  it('tells the sub-type that SES names', () => {
    expect(readDeliveryFailure(bounced({ bounceSubType: 'Suppressed' }))).toMatchObject({
      why: 'the mail bounced (Suppressed)',
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

  it('tells who reported the mail as spam', () => {
    const complaint = { complainedRecipients: [{ emailAddress: OTHER_APPROVER }] };
    expect(readDeliveryFailure({ mail, complaint })).toEqual({
      requestId: REQUEST_ID,
      addresses: [OTHER_APPROVER],
      why: 'the mail was reported as spam',
    });
  });

  it.each(['Transient', 'Undetermined', 'permanent', ''])('ignores the bounce when its type is %j', (bounceType) => {
    expect(readDeliveryFailure(bounced({ bounceType }))).toEqual({ ignored: 'the bounce is not permanent' });
  });

  it('ignores an event that tells of neither bounce nor complaint', () => {
    expect(readDeliveryFailure({ mail })).toEqual({ ignored: 'the bounce is not permanent' });
  });

  it.each([{}, { request: [] }, { other: [requestTag(REQUEST_ID)] }])(
    'ignores the mail when its tags are %j',
    (tags) => {
      expect(readDeliveryFailure({ ...bounced(), mail: { tags } })).toEqual({
        ignored: 'the mail is about no request',
      });
    },
  );

  it.each(mailEventSchema.examples)('reads the example of $detail-type in the schema', ({ detail }) => {
    expect(readDeliveryFailure(detail)).toMatchObject({ requestId: 'cli-1', addresses: [APPROVER] });
  });
});
