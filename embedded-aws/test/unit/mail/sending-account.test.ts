import { describe, expect, test } from 'vitest';
import { SendingAccount } from '../../../src/mail/sending-account.ts';

/** A mail account with these settings, and a clock that tests set. */
function accountWith(settings: object) {
  const clock = { now: Date.parse('2026-01-01T12:00:00Z') };
  const account = new SendingAccount(() => clock.now);
  account.replace(settings);
  return { account, clock };
}

const rejected = (...identities: string[]) => ({
  name: 'MessageRejected',
  status: 400,
  message: `Email address is not verified. The following identities failed the check in region US-EAST-1: ${identities.join(', ')}`,
});

describe('a mail is rejected', () => {
  const IDENTITIES = { 'example.com': 'SUCCESS', 'pending.example': 'PENDING', 'jane@other.example': 'SUCCESS' };

  test.each([
    [
      'the sender is no identity',
      'Contacts <contacts@unknown.example>',
      rejected('Contacts <contacts@unknown.example>'),
    ],
    ["the sender's domain is not verified yet", 'contacts@pending.example', rejected('contacts@pending.example')],
    ['another address of the domain is an identity', 'joe@other.example', rejected('joe@other.example')],
    ['the domain only ends like a verified one', 'contacts@notexample.com', rejected('contacts@notexample.com')],
  ])('when %s', (_condition, from, error) => {
    const { account } = accountWith({ identities: IDENTITIES });
    expect(() => account.admit(from, ['someone@elsewhere.example'])).toThrow(expect.objectContaining(error));
  });

  test('in the sandbox when a recipient is not verified, naming each, and the sender too', () => {
    const { account } = accountWith({ productionAccess: false, identities: IDENTITIES });
    const send = () => account.admit('contacts@unknown.example', ['jane@other.example', 'joe@other.example']);
    expect(send).toThrow(expect.objectContaining(rejected('contacts@unknown.example', 'joe@other.example')));
  });

  test.each([
    'contacts@example.com',
    'Contacts <contacts@EXAMPLE.com>',
    'contacts@sub.example.com',
    'jane@other.example',
  ])('not when it is from %s, which is verified', (from) => {
    const { account } = accountWith({ identities: IDENTITIES });
    expect(() => account.admit(from, ['someone@elsewhere.example'])).not.toThrow();
  });

  test('not in the sandbox when it is to the mailbox simulator', () => {
    const { account } = accountWith({ productionAccess: false, identities: IDENTITIES });
    expect(() => account.admit('contacts@example.com', ['success@simulator.amazonses.com'])).not.toThrow();
  });

  test('not when nothing is set', () => {
    expect(() => new SendingAccount().admit('a@b.example', ['c@d.example'])).not.toThrow();
  });
});

describe('a quota', () => {
  const throttled = (message: string) => ({ name: 'TooManyRequestsException', status: 429, message });

  test('of a day counts recipients, for 24 hours', () => {
    const { account, clock } = accountWith({ max24HourSend: 3 });
    account.admit('a@example.com', ['b@example.com', 'c@example.com']);
    const two = () => account.admit('a@example.com', ['d@example.com', 'e@example.com']);
    expect(two).toThrow(expect.objectContaining(throttled('Daily message quota exceeded.')));
    clock.now += 86_400_000;
    expect(two).not.toThrow();
    expect(account.describe()).toMatchObject({ SendQuota: { Max24HourSend: 3, SentLast24Hours: 2 } });
  });

  test('of a second comes back with time', () => {
    const { account, clock } = accountWith({ maxSendRate: 1 });
    const send = () => account.admit('a@example.com', ['b@example.com']);
    send();
    expect(send).toThrow(expect.objectContaining(throttled('Maximum sending rate exceeded.')));
    clock.now += 1000;
    expect(send).not.toThrow();
  });

  test('of the sandbox is 200 a day and one a second', () => {
    const { account } = accountWith({ productionAccess: false });
    expect(account.describe()).toMatchObject({
      ProductionAccessEnabled: false,
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1 },
    });
  });
});

describe('an identity', () => {
  const { account } = accountWith({ identities: { 'example.com': 'SUCCESS', 'jane@other.example': 'PENDING' } });

  test('is reported with its type and its status', () => {
    expect(account.identity('example.com')).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true });
    expect(account.identity('jane@other.example')).toMatchObject({
      IdentityType: 'EMAIL_ADDRESS',
      VerifiedForSendingStatus: false,
      VerificationStatus: 'PENDING',
    });
  });

  test.each(['contacts@example.com', 'unknown.example', 'constructor'])('does not exist when it is only %s', (name) => {
    expect(() => account.identity(name)).toThrow(
      expect.objectContaining({
        name: 'NotFoundException',
        status: 404,
        message: `Email identity <${name}> does not exist.`,
      }),
    );
  });
});

test.each([
  ['no object', [], 'a JSON object'],
  ['an unknown property', { sandbox: true }, 'unknown property sandbox'],
  ['an unknown status', { identities: { 'example.com': 'VERIFIED' } }, 'example.com must be one of PENDING, SUCCESS'],
  ['an access that is no boolean', { productionAccess: 'no' }, 'productionAccess'],
  ['a negative quota', { max24HourSend: -2 }, 'max24HourSend'],
  ['no rate', { maxSendRate: 0 }, 'maxSendRate'],
])('settings with %s are refused, and change nothing', (_what, settings, message) => {
  const { account } = accountWith({ productionAccess: false });
  expect(() => account.replace(settings)).toThrow(message);
  expect(account.describe()).toMatchObject({ ProductionAccessEnabled: false });
});
