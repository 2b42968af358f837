import { BadRequestException, MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { REQUEST_TAG, requestTag } from '../domain/approval/delivery-failure.ts';
import { MailRefusedError } from '../domain/errors.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';

/** A burst of requests sends more mails than SES allows in a second, so a mail is tried for some seconds. */
const ses = new SESv2Client({ maxAttempts: 6 });
const FromEmailAddress = environmentVariable('SENDER_ADDRESS');
const ConfigurationSetName = environmentVariable('CONFIGURATION_SET');

export interface OutgoingMail {
  subject: string;
  text: string;
  html: string;
}

/**
 * Sends a mail about a request to one address. Its tag names the request in case it bounces.
 * @throws MailRefusedError when SES refuses this mail for good.
 */
export async function sendMail(
  to: string,
  { subject, text, html }: OutgoingMail,
  requestKey: RequestKey | null,
): Promise<void> {
  try {
    await ses.send(
      new SendEmailCommand({
        FromEmailAddress,
        ConfigurationSetName,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
          },
        },
        ...(requestKey !== null && { EmailTags: [{ Name: REQUEST_TAG, Value: requestTag(requestKey) }] }),
      }),
    );
  } catch (error) {
    if (!(error instanceof MessageRejected || error instanceof BadRequestException)) throw error;
    throw new MailRefusedError(error.name, { cause: error });
  }
}
