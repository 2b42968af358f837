import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../../functions/domain/contact/contact.ts';
import { withoutContactDetails } from '../../../../functions/domain/contact/redaction.ts';
import { NEW_CONTACT, OLD_CONTACT } from '../../builders.ts';

describe('withoutContactDetails', () => {
  const details = [OLD_CONTACT, NEW_CONTACT].flatMap((contact) => CONTACT_FIELDS.map((field) => contact[field]));

  it.each(details)('redacts %j wherever it stands', (detail) => {
    const error = withoutContactDetails(new Error(`'${detail}' is wrong: ${detail}`), [OLD_CONTACT, NEW_CONTACT]);
    expect(error.message).toBe("'[redacted]' is wrong: [redacted]");
  });

  it('keeps the name, by which the state machine tells errors apart', () => {
    const error = new TypeError('x');
    error.name = 'ValidationException';
    expect(withoutContactDetails(error, [OLD_CONTACT]).name).toBe('ValidationException');
  });

  it('keeps details out of the stack and the cause', () => {
    const error = new Error(OLD_CONTACT.emailAddress, { cause: OLD_CONTACT });
    const redacted = withoutContactDetails(error, [OLD_CONTACT]);
    expect(redacted.stack).not.toContain(OLD_CONTACT.emailAddress);
    expect(redacted.cause).toBeUndefined();
  });

  it('redacts the whole address when the name is a part of it', () => {
    const contact = { ...OLD_CONTACT, name: 'jane', emailAddress: 'jane.doe@example.com' };
    const error = withoutContactDetails(new Error('jane.doe@example.com is refused'), [contact]);
    expect(error.message).toBe('[redacted] is refused');
  });

  it('keeps the message readable when a detail is a letter or two', () => {
    const contact = { ...OLD_CONTACT, name: 'is', title: 'a' };
    expect(withoutContactDetails(new Error('this is a test'), [contact]).message).toBe('this is a test');
  });

  it('takes a detail literally when it looks like a pattern', () => {
    const contact = { ...OLD_CONTACT, name: '.*', title: '$& (x)' };
    expect(withoutContactDetails(new Error('value $& (x)'), [contact]).message).toBe('value [redacted]');
  });

  it('keeps the message when no contact is set', () => {
    expect(withoutContactDetails(new Error('nothing to hide'), [null, null]).message).toBe('nothing to hide');
  });
});
