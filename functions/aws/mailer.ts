import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { environmentVariable } from '../runtime/environment.ts';

const ses = new SESv2Client({});
const FromEmailAddress = environmentVariable('SENDER_ADDRESS');

/** A mail with a text and an HTML part. */
export interface OutgoingMail {
  subject: string;
  text: string;
  html: string;
}

/** Sends a mail to one address. */
export async function sendMail(to: string, { subject, text, html }: OutgoingMail): Promise<void> {
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
        },
      },
    }),
  );
}
