import { PassThrough } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bucketOf, readBucketUrl } from '../../../../smoke/mailbox/mail-bucket.ts';
import { mailText } from '../../../../smoke/mailbox/mail-text.ts';
import { linkIn } from '../../../../smoke/mailbox/mailbox.ts';
import { pastedLinks } from '../../../../smoke/mailbox/pasted-link.ts';
import { fakeClient } from '../../aws/fake-client.ts';

const LINK = `https://abc.execute-api.eu-central-1.amazonaws.com/approvals/${'a1_-'.repeat(10)}xyz`;
const SIGNAL = new AbortController().signal;

/** A mail as SES stores it, with its text in this encoding. */
function rawMail(encoding: string, body: string): string {
  const part = (type: string, text: string) =>
    [`Content-Type: ${type}; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`, '', text, ''].join('\r\n');
  const parts = [part('text/plain', body), part('text/html', body)].map((each) => `--part\r\n${each}`);
  return ['Subject: Approve', 'Content-Type: multipart/alternative; boundary="part"', '', ...parts, '--part--'].join(
    '\r\n',
  );
}

const TEXT = `Jane – asks.\n\nReview and decide:\n${LINK}\n\nRequest smoke-1-set\n`;

function quotedPrintable(text: string): string {
  const encoded = [...Buffer.from(text)].map((byte) => {
    if (byte === 10) return '\r\n';
    return byte === 61 || byte > 126 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte);
  });
  return encoded.join('').replaceAll(/[^\r\n]{60}/g, '$&=\r\n');
}

afterEach(() => vi.restoreAllMocks());

describe('linkIn', () => {
  it('finds the link in a mail about this request, and no other', () => {
    expect(linkIn(TEXT, 'smoke-1-set')).toBe(LINK);
    expect(linkIn(TEXT, 'smoke-1-se')).toBeUndefined();
    expect(linkIn('Request smoke-1-set\nhttps://x.test/approvals/short', 'smoke-1-set')).toBeUndefined();
  });
});

describe('mailText', () => {
  it.each([
    ['quoted-printable', quotedPrintable(TEXT)],
    ['base64', Buffer.from(TEXT).toString('base64')],
    ['8bit', TEXT],
  ])('decodes %s', (encoding, body) => {
    const text = mailText(rawMail(encoding, body));
    expect(text).toContain('Jane – asks.');
    expect(linkIn(text, 'smoke-1-set')).toBe(LINK);
  });
});

describe('bucketOf', () => {
  const since = new Date('2026-11-26T08:00:00Z');
  const earlier = { Key: 'in/old', LastModified: new Date('2026-11-26T07:59:00Z') };
  const later = { Key: 'in/new', LastModified: new Date('2026-11-26T08:01:00Z') };

  it('reads each mail that came since the run began, once', async () => {
    const listings = [{ Contents: [earlier] }, { Contents: [earlier, later] }];
    const sent = fakeClient(S3Client, ({ name }) => {
      if (name !== GetObjectCommand.name) return listings.shift() ?? { Contents: [earlier, later] };
      return { Body: { transformToString: async () => rawMail('8bit', TEXT) } };
    });
    vi.useFakeTimers();
    const link = bucketOf(new S3Client({}), { bucket: 'acme', prefix: 'in/' }, since).link('smoke-1-set', SIGNAL);
    await vi.runAllTimersAsync();
    expect(await link).toBe(LINK);
    vi.useRealTimers();
    expect(sent.filter(({ name }) => name === GetObjectCommand.name).map(({ input }) => input['Key'])).toEqual([
      'in/new',
    ]);
  });

  it('is named by a URL', () => {
    expect(readBucketUrl('s3://acme-mail')).toEqual({ bucket: 'acme-mail', prefix: '' });
    expect(readBucketUrl('s3://acme-mail/in/box')).toEqual({ bucket: 'acme-mail', prefix: 'in/box' });
    expect(readBucketUrl('https://acme-mail/')).toBeUndefined();
  });
});

describe('pastedLinks', () => {
  it('asks until it gets an approval link, and names the approver and the request', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const link = pastedLinks({ input, output }, 'jane@acme.test').link('smoke-1-set', SIGNAL);
    input.write('https://acme.test/requests/x\n');
    await vi.waitFor(() => expect(String(output.read() ?? '')).toContain('no approval link'));
    input.write(`  <${LINK}>\n`);
    expect(await link).toBe(LINK);
  });

  it('gives up when the input ends, and when the run is stopped', async () => {
    const ended = new PassThrough();
    const asking = pastedLinks({ input: ended, output: new PassThrough() }, 'jane@acme.test').link('smoke-1', SIGNAL);
    ended.end();
    await expect(asking).rejects.toThrow('The input ended');
    const stopped = new AbortController();
    const dialogue = { input: new PassThrough(), output: new PassThrough() };
    const stopping = pastedLinks(dialogue, 'jane@acme.test').link('smoke-1', stopped.signal);
    stopped.abort();
    await expect(stopping).rejects.toThrow('aborted');
  });
});
