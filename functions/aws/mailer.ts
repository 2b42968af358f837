import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { REQUEST_TAG, requestTag } from '../domain/approval/delivery-failure.ts';
import { MailRefusedError, SenderRefusedError } from '../domain/errors.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { environmentVariable } from '../runtime/environment.ts';
import { awaitMailTurn } from './mail-line.ts';
import { namingFaults } from './service-faults.ts';

/** Others of the account may use up what SES lets through, so a mail is tried for some seconds. */
const ses = namingFaults(new SESv2Client({ maxAttempts: 6 }));
const FromEmailAddress = environmentVariable('SENDER_ADDRESS');
const ConfigurationSetName = environmentVariable('CONFIGURATION_SET');

/**
 * What SES answers because of the sender, the account or the configuration set, whatever the mail.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
const SENDER_ERRORS = new Set([
  'AccessDeniedException',
  'AccountSuspendedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'SendingPausedException',
]);

/** What SES answers because of the sender or because of the mail: its words say which, its data does not. */
const AMBIGUOUS_ERRORS = new Set(['MessageRejected', 'BadRequestException']);

export interface OutgoingMail {
  subject: string;
  text: string;
  html: string;
}

/**
 * Sends a mail about a request to one address, as soon as SES lets it through. Its tag names the request in case it bounces.
 * @throws MailRefusedError when SES refuses this mail for good.
 * @throws SenderRefusedError when SES refuses every mail of this sender.
 * @throws ThrottlingException when too many mails go before it; then it was not sent.
 */
export async function sendMail(to: string, mail: OutgoingMail, requestKey: RequestKey | null): Promise<void> {
  await awaitMailTurn();
  await sendMailAtOnce(to, mail, requestKey);
}

/** Sends a mail that somebody waits for, past all others. @throws as `sendMail` */
export async function sendMailAtOnce(
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
    throw await refusalOf(error);
  }
}

/** What an error of SES means for the service. */
async function refusalOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const isAmbiguous = AMBIGUOUS_ERRORS.has(error.name);
  const reason = isAmbiguous ? await senderProblem() : SENDER_ERRORS.has(error.name) ? error.name : undefined;
  if (reason === undefined) return isAmbiguous ? new MailRefusedError(error.name, { cause: error }) : error;
  return new SenderRefusedError(reason, { cause: error });
}

/**
 * Why SES sends nothing for the sender, if so. In the sandbox it refuses everybody who is not verified, which no approver can help.
 * @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
 */
async function senderProblem(): Promise<string | undefined> {
  const { ProductionAccessEnabled, SendingEnabled } = await ses.send(new GetAccountCommand({}));
  if (SendingEnabled === false) return 'SendingDisabled';
  for (const identity of identitiesOf(FromEmailAddress)) {
    if (await isVerified(identity)) return ProductionAccessEnabled === false ? 'Sandbox' : undefined;
  }
  return 'IdentityNotVerified';
}

/** The identities that may stand for an address: itself, its domain, and the domains above. */
function identitiesOf(address: string): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return [address, ...labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))];
}

async function isVerified(EmailIdentity: string): Promise<boolean> {
  try {
    const { VerifiedForSendingStatus } = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
    return VerifiedForSendingStatus === true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
}
