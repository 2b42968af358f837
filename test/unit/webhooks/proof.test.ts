import { beforeEach, describe, expect, it, vi } from 'vitest';
import { provenBy, type WebhookMessage } from '../../../functions/webhooks/proof.ts';
import type { Proof } from '../../../schemas/compiled/policy-schema.js';
import { flips, type Headers, SENDERS, type Sender } from './senders.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const BODY = '{"ticket":"OPS-42","naïve":"🦊"}';

const senders = Object.entries(SENDERS).map(([name, sender]) => ({ name, sender }));
const signing = senders.filter(({ sender }) => !['header', 'basic'].includes(sender.proof.kind));
const timed = signing.filter(({ sender }) => sender.timestamp !== undefined);

const currentSecret = ({ secrets }: Sender) => secrets[1];
const signed = (sender: Sender, { body = BODY, secret = currentSecret(sender), at = NOW } = {}) =>
  sender.headersFor(body, secret, at);

/** Whether the sender's proof accepts this message. The current and the previous secret are valid. */
function accepts(
  sender: Sender,
  headers: WebhookMessage['headers'],
  { body = BODY, secrets = [...sender.secrets].reverse() }: { body?: string; secrets?: string[] } = {},
): Promise<boolean> {
  return isProven(sender.proof, async () => secrets, { headers, body, now: NOW });
}

async function isProven(...given: Parameters<typeof provenBy>): Promise<boolean> {
  return (await provenBy(...given)) !== undefined;
}

/** How many of the messages are accepted. */
async function accepted(results: Promise<boolean>[]): Promise<number> {
  return (await Promise.all(results)).filter(Boolean).length;
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});

describe.each(senders)('the proof $name', ({ sender }) => {
  it('accepts a message with the current secret', async () => {
    await expect(accepts(sender, signed(sender))).resolves.toBe(true);
  });

  it('accepts a message with the previous secret', async () => {
    await expect(accepts(sender, signed(sender, { secret: sender.secrets[0] }))).resolves.toBe(true);
  });

  it('accepts a message that also has the headers of other schemes', async () => {
    const foreign = Object.assign({ host: 'x' }, ...senders.map(({ sender: other }) => signed(other)));
    await expect(accepts(sender, { ...foreign, ...signed(sender) })).resolves.toBe(true);
  });

  it('refuses a message with a secret that is not valid', async () => {
    const secret = sender.secrets[0].replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    await expect(accepts(sender, signed(sender, { secret }), { secrets: [currentSecret(sender)] })).resolves.toBe(
      false,
    );
  });

  it('refuses a message when no secret is valid', async () => {
    await expect(accepts(sender, signed(sender), { secrets: [] })).resolves.toBe(false);
  });

  it('refuses a message that an empty secret would prove', async () => {
    const headers = signed(sender, { secret: '' });
    await expect(accepts(sender, headers, { secrets: [''] })).resolves.toBe(false);
    await expect(accepts(sender, headers, { secrets: ['', currentSecret(sender)] })).resolves.toBe(false);
  });

  it('refuses a message without headers', async () => {
    await expect(accepts(sender, {})).resolves.toBe(false);
  });

  it('refuses a message when any of its headers is missing or empty', async () => {
    const headers = signed(sender);
    for (const name of Object.keys(headers)) {
      for (const value of [undefined, '', ' ']) {
        await expect(accepts(sender, { ...headers, [name]: value })).resolves.toBe(false);
      }
    }
  });

  it('refuses a message with one bit flipped anywhere in the header that proves it', async () => {
    const headers = signed(sender);
    const messages = flips(headers[sender.signature] ?? '').map((value) => ({ ...headers, [sender.signature]: value }));
    expect(messages.length).toBeGreaterThan(100);
    expect(await accepted(messages.map((message) => accepts(sender, message)))).toBe(0);
  });

  it('refuses a message when the header that proves it is shorter or longer', async () => {
    const headers = signed(sender);
    const value = headers[sender.signature] ?? '';
    for (const other of [value.slice(1), value.slice(0, -1), `${value}A`, `A${value}`, value.repeat(2)]) {
      await expect(accepts(sender, { ...headers, [sender.signature]: other })).resolves.toBe(false);
    }
  });

  const others = senders.filter(({ sender: other }) => other.proof.kind !== sender.proof.kind);

  it.each(others)('refuses what $name sends, even with the same secret', async ({ sender: other }) => {
    await expect(accepts(sender, signed(other, { secret: currentSecret(sender) }))).resolves.toBe(false);
  });

  const ownHeaders = sender.proof.kind === 'header' ? ['authorization', 'x-api-key'] : [sender.signature];
  const foreignHeaders = new Set(
    senders.map(({ sender: { signature } }) => signature).filter((name) => !ownHeaders.includes(name)),
  );

  it.each([...foreignHeaders])('refuses the right signature when it is in %s', async (name) => {
    const { [sender.signature]: signature = '', ...rest } = signed(sender);
    await expect(accepts(sender, { ...rest, [name]: signature })).resolves.toBe(false);
  });
});

describe.each(signing)('the signature $name', ({ sender }) => {
  it('refuses a message with one bit flipped anywhere in the body', async () => {
    const headers = signed(sender);
    const bodies = flips(BODY);
    expect(bodies.length).toBeGreaterThan(200);
    expect(await accepted(bodies.map((body) => accepts(sender, headers, { body })))).toBe(0);
  });

  it('refuses a message with a different, shorter, longer or empty body', async () => {
    const headers = signed(sender);
    for (const body of ['{}', BODY.slice(1), BODY.slice(0, -1), `${BODY} `, ` ${BODY}`, '']) {
      await expect(accepts(sender, headers, { body })).resolves.toBe(false);
    }
  });

  it('accepts a body with any characters', async () => {
    const body = 'é ñ 名前 😀\r\n\t\u0000';
    await expect(accepts(sender, signed(sender, { body }), { body })).resolves.toBe(true);
  });
});

describe.each(timed)('the time of $name', ({ sender }) => {
  const fromNow = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  const timestamp = sender.timestamp ?? '';

  it.each([-299, -300, 0, 299, 300])('is accepted when it is %i s from now', async (seconds) => {
    await expect(accepts(sender, signed(sender, { at: fromNow(seconds) }))).resolves.toBe(true);
  });

  it.each([-301, 301, -86_400, 86_400])('is refused when it is %i s from now', async (seconds) => {
    await expect(accepts(sender, signed(sender, { at: fromNow(seconds) }))).resolves.toBe(false);
  });

  it('is refused when one bit of it is flipped', async () => {
    const headers = signed(sender);
    const messages = flips(headers[timestamp] ?? '').map((value) => ({ ...headers, [timestamp]: value }));
    expect(messages.length).toBeGreaterThanOrEqual(80);
    expect(await accepted(messages.map((message) => accepts(sender, message)))).toBe(0);
  });

  it('is refused when it was replaced by another one within the limit', async () => {
    const { [timestamp]: other = '' } = signed(sender, { at: fromNow(1) });
    await expect(accepts(sender, { ...signed(sender), [timestamp]: other })).resolves.toBe(false);
  });

  it('is refused when anything follows it', async () => {
    const headers = signed(sender);
    for (const more of ['x', '.5', ' ', ',', 'e1']) {
      await expect(accepts(sender, { ...headers, [timestamp]: `${headers[timestamp]}${more}` })).resolves.toBe(false);
    }
  });

  it.each(['now', 'NaN', '-1', '1e9', 'Infinity', '0x6a1d7740'])('is refused when it is %j', async (value) => {
    await expect(accepts(sender, { ...signed(sender), [timestamp]: value })).resolves.toBe(false);
  });
});

describe('standard webhooks', () => {
  const { 'standard-webhooks': sender } = SENDERS;
  if (!sender) throw new Error('there is no such sender');

  it('accepts a message when one of several signatures is right, as during a rotation', async () => {
    const headers = signed(sender);
    const wrong = signed(sender, { body: 'another' })['webhook-signature'];
    for (const signatures of [`${wrong} ${headers['webhook-signature']}`, `${headers['webhook-signature']} ${wrong}`]) {
      await expect(accepts(sender, { ...headers, 'webhook-signature': signatures })).resolves.toBe(true);
    }
  });

  it('refuses a signature of another version', async () => {
    const headers = signed(sender);
    const signature = headers['webhook-signature']?.replace('v1,', 'v1a,') ?? '';
    await expect(accepts(sender, { ...headers, 'webhook-signature': signature })).resolves.toBe(false);
  });

  it('refuses a message under another id', async () => {
    await expect(accepts(sender, { ...signed(sender), 'webhook-id': 'msg_2' })).resolves.toBe(false);
  });

  it.each(['whsec_', 'whsec_!', 'no base64!'])('refuses a message when the secret is %j', async (secret) => {
    await expect(accepts(sender, signed(sender, { secret }), { secrets: [secret] })).resolves.toBe(false);
  });
});

describe('the header of GitHub', () => {
  it('is refused when it is the SHA-1 signature, or the algorithm is missing', async () => {
    const { 'hmac-sha256 of GitHub': sender } = SENDERS;
    if (!sender) throw new Error('there is no such sender');
    const [, hex = ''] = signed(sender)['x-hub-signature-256']?.split('=') ?? [];
    for (const signature of [hex, `sha1=${hex}`, `SHA256=${hex}`, `sha256=${hex.toUpperCase()}`, `sha256= ${hex}`]) {
      await expect(accepts(sender, { 'x-hub-signature-256': signature })).resolves.toBe(false);
    }
  });
});

describe('the proof header', () => {
  const proof: Proof = { kind: 'header', headers: ['X-First', 'X-Second'] };
  const shows = (headers: Headers, secrets = ['a secret']) =>
    isProven(proof, async () => secrets, { headers, body: BODY, now: NOW });

  it.each(['x-first', 'x-second'])('accepts the secret in %s, by itself and as a bearer token', async (name) => {
    await expect(shows({ [name]: 'a secret' })).resolves.toBe(true);
    await expect(shows({ [name]: 'Bearer a secret' })).resolves.toBe(true);
  });

  it('accepts the secret in one header when another has something else', async () => {
    await expect(shows({ 'x-first': 'wrong', 'x-second': 'a secret' })).resolves.toBe(true);
  });

  it.each(['a secret ', ' a secret', 'A secret', 'bearer a secret', 'Bearer  a secret', 'Basic a secret', 'a', ''])(
    'refuses %j',
    async (value) => {
      await expect(shows({ 'x-first': value })).resolves.toBe(false);
    },
  );

  it('refuses the secret in a header that is not named', async () => {
    await expect(shows({ authorization: 'a secret', 'x-third': 'a secret' })).resolves.toBe(false);
  });

  it('refuses a bare Bearer when the secret is empty', async () => {
    await expect(shows({ 'x-first': 'Bearer ' }, [''])).resolves.toBe(false);
  });
});

describe('the proof basic', () => {
  it.each(['other:the-secret', 'user:other', 'user', ':the-secret', 'user:', 'user:the-secret:', 'USER:the-secret'])(
    'refuses %s',
    async (credentials) => {
      const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
      const message = { headers: { authorization }, body: BODY, now: NOW };
      await expect(isProven({ kind: 'basic', username: 'user' }, async () => ['the-secret'], message)).resolves.toBe(
        false,
      );
    },
  );
});

describe('the proof iam', () => {
  const refuseSecrets = async () => {
    throw new Error('there is no secret to read');
  };
  const isFrom = (principals: string[], principal?: string, headers: Headers = {}) =>
    isProven({ kind: 'iam', principals }, refuseSecrets, { headers, body: BODY, principal, now: NOW });

  const USER = 'arn:aws:iam::111111111111:user/servicenow';
  const SESSION = 'arn:aws:sts::111111111111:assumed-role/ServiceNow/session-1';

  it.each([
    { pattern: USER, arn: USER },
    { pattern: SESSION, arn: SESSION },
    { pattern: 'arn:aws:sts::111111111111:assumed-role/ServiceNow/*', arn: SESSION },
    { pattern: 'arn:aws:iam::111111111111:user/*', arn: 'arn:aws:iam::111111111111:user/team/servicenow' },
    { pattern: 'arn:aws:iam::111111111111:*/service*', arn: USER },
    { pattern: 'arn:aws:iam::111111111111:user/a.b+c=d@e,f_g', arn: 'arn:aws:iam::111111111111:user/a.b+c=d@e,f_g' },
  ])('accepts $arn when $pattern is named', async ({ pattern, arn }) => {
    await expect(isFrom([pattern], arn)).resolves.toBe(true);
    await expect(isFrom(['arn:aws:iam::999999999999:user/x', pattern], arn)).resolves.toBe(true);
  });

  it.each([
    { pattern: USER, arn: `${USER}2` },
    { pattern: USER, arn: `x${USER}` },
    { pattern: USER, arn: 'arn:aws:iam::222222222222:user/servicenow' },
    { pattern: USER, arn: 'arn:aws:iam::111111111111:user/ServiceNow' },
    { pattern: 'arn:aws:iam::111111111111:user/service.ow', arn: USER },
    { pattern: 'arn:aws:iam::111111111111:user/service+now', arn: 'arn:aws:iam::111111111111:user/serviceenow' },
    { pattern: 'arn:aws:iam::111111111111:user/(servicenow|x)', arn: USER },
    { pattern: 'arn:aws:iam::111111111111:user/[a-z]*', arn: USER },
    { pattern: 'arn:aws:iam::111111111111:user/?', arn: 'arn:aws:iam::111111111111:user/' },
    { pattern: 'arn:aws:iam::111111111111:user/servicenow$|.*', arn: 'arn:aws:iam::222222222222:root' },
    { pattern: 'arn:aws:sts::111111111111:assumed-role/ServiceNow/*', arn: SESSION.replace('Now/', 'NowAdmin/') },
    { pattern: 'arn:aws:sts::111111111111:assumed-role/ServiceNow/*', arn: SESSION.replace('1111', '2222') },
    { pattern: 'arn:aws:iam::111111111111:role/ServiceNow', arn: SESSION },
  ])('refuses $arn when $pattern is named', async ({ pattern, arn }) => {
    await expect(isFrom([pattern], arn)).resolves.toBe(false);
  });

  it('refuses an unsigned message, whatever its headers say', async () => {
    await expect(isFrom(['*'], undefined, { authorization: USER, principal: USER })).resolves.toBe(false);
  });

  it('refuses every message when no principal is named', async () => {
    await expect(isFrom([], USER)).resolves.toBe(false);
  });
});

describe('the secrets', () => {
  const proof: Proof = { kind: 'header', headers: ['x-api-key'] };
  const message = { headers: { 'x-api-key': 'rotated' }, body: BODY, now: NOW };

  it.each([
    { secrets: ['rotated', 'old'], by: 'current' },
    { secrets: ['new', 'rotated'], by: 'previous' },
    // A value that was stored twice.
    { secrets: ['rotated', 'rotated'], by: 'current' },
    { secrets: ['new', 'old'], by: undefined },
  ])('say which of them proves the message when they are $secrets', async ({ secrets, by }) => {
    await expect(provenBy(proof, async () => secrets, message)).resolves.toBe(by);
  });

  it('are read once when they prove the message', async () => {
    const readSecrets = vi.fn(async (_maxAgeSeconds?: number) => ['rotated']);
    await expect(isProven(proof, readSecrets, message)).resolves.toBe(true);
    expect(readSecrets.mock.calls).toEqual([[]]);
  });

  it('are read again, at most ten seconds old, when they do not prove it, and may prove it then', async () => {
    const readSecrets = vi.fn(async (maxAgeSeconds?: number) => (maxAgeSeconds === 10 ? ['rotated', 'old'] : ['old']));
    await expect(isProven(proof, readSecrets, message)).resolves.toBe(true);
    expect(readSecrets.mock.calls).toEqual([[], [10]]);
  });

  it('are not read a third time', async () => {
    const readSecrets = vi.fn(async (_maxAgeSeconds?: number) => ['old']);
    await expect(isProven(proof, readSecrets, message)).resolves.toBe(false);
    expect(readSecrets).toHaveBeenCalledTimes(2);
  });

  it('pass on the error when they cannot be read', async () => {
    const readSecrets = async () => {
      throw new Error('down');
    };
    await expect(isProven(proof, readSecrets, message)).rejects.toThrow('down');
  });
});
