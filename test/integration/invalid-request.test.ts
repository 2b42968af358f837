import { describe, expect, it } from 'vitest';
import { placeText } from '../../functions/wording/place.ts';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { makeRequest, REQUESTER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

let stack: TestStack;
let user: Requester;

/** So few open requests for one contact that another one is too many. */
const POLICY = UNLIMITED_POLICY.replace(/openRequestsPerContact: \d+/, 'openRequestsPerContact: 1');

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { policy: POLICY },
);

const KEY = { accountId: '222222222222', alternateContactType: 'SECURITY' } as const;
const PUT = { ...KEY, action: 'PUT', contact: SOC } as const;

/** What is wrong, the request's changes, and where the reason must point. */
const INVALID: [string, { changes: unknown } & Record<string, unknown>, string[]][] = [
  ['a field has the wrong type', { changes: [{ ...PUT, accountId: 222222222222 }] }, ['/changes/0/accountId']],
  ['a field is unknown', { changes: [PUT], priority: 'high' }, ['']],
  ['an account id has 11 digits', { changes: [{ ...PUT, accountId: '22222222222' }] }, ['/changes/0/accountId']],
  [
    'a contact type is in lower case',
    { changes: [{ ...PUT, alternateContactType: 'security' }] },
    ['/changes/0/alternateContactType'],
  ],
  [
    'the API would refuse an e-mail address',
    { changes: [{ ...PUT, contact: { ...SOC, emailAddress: "o'neill@example.com" } }] },
    ['/changes/0/contact/emailAddress'],
  ],
  ['two changes are for one contact', { changes: [PUT, { ...KEY, action: 'DELETE' }] }, ['/changes/1']],
  [
    'there are 101 changes',
    { changes: Array.from({ length: 101 }, (_, index) => ({ ...PUT, accountId: String(900000000001 + index) })) },
    ['/changes'],
  ],
  ['an account is unknown', { changes: [{ ...PUT, accountId: '999999999999' }] }, ['/changes/0/accountId']],
  ['an account is suspended', { changes: [{ ...PUT, accountId: '555555555555' }] }, ['/changes/0/accountId']],
  ['an account is closed', { changes: [{ ...PUT, accountId: '666666666666' }] }, ['/changes/0/accountId']],
  [
    'an e-mail domain is foreign',
    { changes: [{ ...PUT, contact: { ...SOC, emailAddress: 'soc@example.com.evil.net' } }] },
    ['/changes/0/contact/emailAddress'],
  ],
  [
    'a contact is of no use to anybody',
    {
      changes: [
        { ...PUT, contact: { name: ' ', title: 'S\u200BOC', emailAddress: ' soc@example.com', phoneNumber: '-' } },
      ],
    },
    ['name', 'title', 'emailAddress', 'phoneNumber'].map((field) => `/changes/0/contact/${field}`),
  ],
  [
    'several things are wrong',
    {
      changes: [
        { ...KEY, action: 'PUT' },
        { ...PUT, contact: { ...SOC, name: '', phoneNumber: 'call me' } },
      ],
    },
    ['/changes/0/contact', '/changes/1/contact/name', '/changes/1/contact/phoneNumber'],
  ],
];

describe('an invalid request', () => {
  it.each(INVALID)(
    'ends INVALID with its JSON pointer in the output and its name in the mail when %s',
    async (_what, wrong, pointers) => {
      const request = { ...makeRequest(), ...wrong };
      await user.put(request);
      const { execution, output } = await user.end(request.requestId);
      expect(execution.status).toBe('SUCCEEDED');
      expect(output).toMatchObject({ requestId: request.requestId, status: 'INVALID' });
      expect(output.reasons?.map(({ pointer }) => pointer)).toEqual(pointers);

      const mail = await until('a mail to the requester', async () =>
        (await stack.mails()).find(
          ({ destination, body }) => destination.to.includes(REQUESTER) && body.text?.includes(request.requestId),
        ),
      );
      const hasSeveralChanges = Array.isArray(wrong.changes) && wrong.changes.length > 1;
      for (const pointer of pointers)
        expect(mail.body.text).toContain(`- ${placeText(pointer, { hasSeveralChanges })} `);
      expect(mail.body.text).not.toContain('/changes');
    },
  );

  it('writes nothing but what was read of its accounts, and that its requester was told', async () => {
    const calls = await stack.calls();
    const writes = calls.filter(({ operation }) => /^(Put|Update|Delete)(Item|AlternateContact)$/.test(operation));
    const keys = writes.map(({ input }) => String(Object(Object(input)['Item'] ?? Object(input)['Key'])['pk']?.S));
    expect(keys.filter((key) => !/^(ACCOUNT|TOLD|MAILS)#/.test(key))).toEqual([]);
    expect(calls.filter(({ operation }) => operation === 'SendEmail')).toHaveLength(INVALID.length);
  });

  it('puts a status event without contact details', async () => {
    const announced = (await stack.events()).filter((event) => Object(event['detail']).status === 'INVALID');
    expect(announced).toHaveLength(INVALID.length);
    for (const event of announced) {
      for (const detail of Object.values(SOC)) expect(JSON.stringify(event['detail'])).not.toContain(detail);
    }
  });
});

describe('a request without a usable requester', () => {
  it('ends INVALID without a mail when requestedBy is not an e-mail address', async () => {
    const request = { ...makeRequest(), requestedBy: 'jane@example.com\nBcc: eve@example.net' };
    const mails = (await stack.mails()).length;
    await user.put(request);
    expect((await user.end(request.requestId)).output.reasons?.[0]?.pointer).toBe('/requestedBy');
    expect((await stack.mails()).length).toBe(mails);
  });

  it('ends INVALID without a mail when the requester is outside the allowed e-mail domains', async () => {
    const request = makeRequest({ requestedBy: 'eve@example.net', changes: [] });
    const mails = (await stack.mails()).length;
    await user.put(request);
    expect((await user.end(request.requestId)).output.status).toBe('INVALID');
    expect((await stack.mails()).length).toBe(mails);
  });
});

describe('what nobody can flood others with', () => {
  const mailsOf = async (text: string) => (await stack.mails()).filter(({ body }) => body.text?.includes(text));

  it('tells a requester once why requests are invalid that are so for the same reason', async () => {
    const requests = [1, 2].map(() =>
      makeRequest({ changes: [{ ...KEY, action: 'PUT', contact: { ...SOC, title: '' } }] }),
    );
    for (const request of requests) {
      await user.put(request);
      expect((await user.end(request.requestId)).output.status).toBe('INVALID');
    }
    const [first, second] = await Promise.all(requests.map(({ requestId }) => mailsOf(requestId)));
    expect([first?.length, second?.length]).toEqual([1, 0]);
  });

  it('refuses a request for a contact for which as many are open as may be, and takes one once they are decided', async () => {
    const [first, second, third] = [1, 2, 3].map(() =>
      makeRequest({ changes: [{ ...PUT, accountId: '900000000950' }] }),
    );
    await user.put(first ?? {});
    const link = await user.link(first?.requestId ?? '');
    await user.put(second ?? {});
    const { output, execution } = await user.end(second?.requestId ?? '');
    expect(output).toMatchObject({ status: 'INVALID', reasons: [{ pointer: '/changes', code: 'tooManyForContact' }] });
    expect(execution.status).toBe('SUCCEEDED');
    await user.vote(link, 'reject', 'not now');
    await user.end(first?.requestId ?? '');
    await user.put(third ?? {});
    await user.vote(await user.link(third?.requestId ?? ''), 'approve');
    expect((await user.end(third?.requestId ?? '')).output.status).toBe('APPLIED');
  });
});
