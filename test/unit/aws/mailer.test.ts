import '../environment.ts';

import {
  AccountSuspendedException,
  BadRequestException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  SendingPausedException,
} from '@aws-sdk/client-sesv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendMail, sendMailAtOnce } from '../../../functions/aws/mailer.ts';
import { readDeliveryFailure } from '../../../functions/domain/approval/delivery-failure.ts';
import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import { APPROVER, REQUEST_KEY } from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

const mail = { subject: 'Approve? ✓', text: 'plain', html: '<p>rich</p>' };
const options = { message: `refused: ${APPROVER}`, $metadata: {} };

/** What SES knows of the account; without `verified`, nobody may ask. */
interface SesAccount {
  verified?: string[] | Error;
  ProductionAccessEnabled?: boolean;
  SendingEnabled?: boolean;
}

const refusedWith = (error: Error, { verified, ...account }: SesAccount = {}) => {
  fakeClient(SESv2Client, ({ name, input }) => {
    if (name === 'SendEmailCommand' || verified === undefined) throw error;
    if (verified instanceof Error) throw verified;
    if (name === 'GetAccountCommand') return { ProductionAccessEnabled: true, SendingEnabled: true, ...account };
    if (!verified.includes(String(input['EmailIdentity']))) throw new NotFoundException(options);
    return { VerifiedForSendingStatus: true };
  });
  return sendMail(APPROVER, mail, REQUEST_KEY).catch((thrown: unknown) => thrown);
};

let table: FakeTable;

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

describe('sendMail', () => {
  it('takes a turn in the line of mails', async () => {
    fakeClient(SESv2Client, () => ({ MessageId: '1' }));
    await sendMail(APPROVER, mail, REQUEST_KEY);
    expect([...table.items.keys()]).toEqual(['MAILS#line']);
  });

  it('sends nothing when too many mails go before it', async () => {
    const sent = fakeClient(SESv2Client, () => ({ MessageId: '1' }));
    table.items.set('MAILS#line', { pk: 'MAILS#line', freeAt: Date.now() + 60_000 });
    await expect(sendMail(APPROVER, mail, REQUEST_KEY)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(sent).toEqual([]);
  });

  it('sends both parts in UTF-8 from the configured sender to one address', async () => {
    const sent = fakeClient(SESv2Client, () => ({ MessageId: '1' }));
    await sendMail(APPROVER, mail, REQUEST_KEY);
    expect(sent).toMatchObject([
      {
        name: 'SendEmailCommand',
        input: {
          FromEmailAddress: 'alternate-contacts@example.com',
          Destination: { ToAddresses: [APPROVER] },
          Content: {
            Simple: {
              Subject: { Data: 'Approve? ✓', Charset: 'UTF-8' },
              Body: {
                Text: { Data: 'plain', Charset: 'UTF-8' },
                Html: { Data: '<p>rich</p>', Charset: 'UTF-8' },
              },
            },
          },
        },
      },
    ]);
  });

  it('makes SES report what becomes of the mail, and tags it so that the request is found again', async () => {
    const [{ input } = { input: {} }] = await sentFor(REQUEST_KEY);
    expect(input).toMatchObject({ ConfigurationSetName: 'alternate-contacts-test' });
    const tags = Object.fromEntries(Object(input)['EmailTags'].map(({ Name, Value }: Tag) => [Name, [Value]]));
    const complaint = { complainedRecipients: [] };
    expect(readDeliveryFailure({ mail: { tags }, complaint })).toMatchObject({ requestKey: REQUEST_KEY });
  });

  it('has no tag when the request has no requestId', async () => {
    const [{ input } = { input: {} }] = await sentFor(null);
    expect(input).not.toHaveProperty('EmailTags');
    expect(input).toMatchObject({ ConfigurationSetName: 'alternate-contacts-test' });
  });

  it.each([new MessageRejected(options), new BadRequestException(options)])(
    'throws MailRefusedError, which names no address, when SES answers with $name and the sender is in order',
    async (cause) => {
      const error = await refusedWith(cause, { verified: ['example.com'] });
      expect(error).toMatchObject({
        name: 'MailRefusedError',
        message: `SES refused the mail: ${cause.name}`,
        reason: cause.name,
        cause,
      });
    },
  );

  it.each([
    { what: 'no identity of it is verified', account: { verified: [] }, reason: 'IdentityNotVerified' },
    {
      what: 'the account is in the sandbox',
      account: { verified: ['example.com'], ProductionAccessEnabled: false },
      reason: 'Sandbox',
    },
    {
      what: 'the account may not send',
      account: { verified: ['example.com'], SendingEnabled: false },
      reason: 'SendingDisabled',
    },
  ])('throws SenderRefusedError when SES rejects a mail and $what', async ({ account, reason }) => {
    const error = await refusedWith(new MessageRejected(options), account);
    expect(error).toMatchObject({ name: 'SenderRefusedError', reason });
  });

  it.each(['alternate-contacts@example.com', 'example.com'])(
    'takes the sender for verified when the identity %s is',
    async (identity) => {
      const error = await refusedWith(new MessageRejected(options), { verified: [identity] });
      expect(error).toMatchObject({ name: 'MailRefusedError' });
    },
  );

  it.each([
    new SendingPausedException(options),
    new AccountSuspendedException(options),
    new MailFromDomainNotVerifiedException(options),
    new NotFoundException(options),
    Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }),
  ])('throws SenderRefusedError, which no approver can help, when SES answers with $name', async (cause) => {
    const error = await refusedWith(cause);
    expect(error).toMatchObject({ name: 'SenderRefusedError', reason: cause.name, cause });
  });

  it('does not call the sender in order when SES does not say so', async () => {
    const down = new Error('down');
    const error = await refusedWith(new MessageRejected(options), { verified: down });
    expect(error).toBe(down);
  });

  it('throws any other error of SES as it is, because a later attempt may not meet it', async () => {
    const error = new Error('down');
    await expect(refusedWith(error)).resolves.toBe(error);
  });
});

interface Tag {
  Name: string;
  Value: string;
}

async function sentFor(requestKey: RequestKey | null) {
  const sent = fakeClient(SESv2Client, () => ({ MessageId: '1' }));
  await sendMail(APPROVER, mail, requestKey);
  return sent;
}

describe('sendMailAtOnce', () => {
  it('waits for no turn', async () => {
    const sent = fakeClient(SESv2Client, () => ({ MessageId: '1' }));
    table.items.set('MAILS#line', { pk: 'MAILS#line', freeAt: Date.now() + 60_000 });
    await sendMailAtOnce(APPROVER, mail, REQUEST_KEY);
    expect(sent).toMatchObject([{ name: 'SendEmailCommand', input: { Destination: { ToAddresses: [APPROVER] } } }]);
  });
});
