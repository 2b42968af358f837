import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import {
  BadRequestException,
  MessageRejected,
  SESv2Client,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { sendMail } from '../../../functions/aws/mailer.ts';
import { readDeliveryFailure } from '../../../functions/domain/approval/delivery-failure.ts';
import { APPROVER, REQUEST_KEY } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

const mail = { subject: 'Approve? ✓', text: 'plain', html: '<p>rich</p>' };
const options = { message: `refused: ${APPROVER}`, $metadata: {} };

const refusedWith = (error: Error) => {
  fakeClient(SESv2Client, () => {
    throw error;
  });
  return sendMail(APPROVER, mail, REQUEST_KEY).catch((thrown: unknown) => thrown);
};

describe('sendMail', () => {
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
    'throws MailRefusedError, which names no address, when SES answers with $name',
    async (cause) => {
      const error = await refusedWith(cause);
      expect(error).toMatchObject({
        name: 'MailRefusedError',
        message: `SES refused the mail: ${cause.name}`,
        reason: cause.name,
        cause,
      });
    },
  );

  it.each([new TooManyRequestsException(options), new SendingPausedException(options), new Error('down')])(
    'throws $name of SES, which a later attempt may not meet',
    async (error) => {
      await expect(refusedWith(error)).resolves.toBe(error);
    },
  );
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
