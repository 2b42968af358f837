import '../environment.ts';

import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { sendMail } from '../../../functions/aws/mailer.ts';
import { APPROVER } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

const mail = { subject: 'Approve? ✓', text: 'plain', html: '<p>rich</p>' };

describe('sendMail', () => {
  it('sends both parts in UTF-8 from the configured sender to one address', async () => {
    const sent = fakeClient(SESv2Client, () => ({ MessageId: '1' }));
    await sendMail(APPROVER, mail);
    expect(sent).toEqual([
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

  it('throws the error of SES when the mail is refused', async () => {
    const error = new Error('rejected');
    fakeClient(SESv2Client, () => {
      throw error;
    });
    await expect(sendMail(APPROVER, mail)).rejects.toBe(error);
  });
});
