import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException, type SESv2Client } from '@aws-sdk/client-sesv2';
import { type Check, type Finding, missing, note, ok } from './finding.ts';

/** A run sends one mail for each request that somebody must approve; this leaves room for several runs. */
const MAILS = 20;

export interface Mails {
  sender: string;
  approver: string;
}

/** What SES must have, so that the approver gets mails. */
export function mailChecks(mail: SESv2Client, { sender, approver }: Mails): Check[] {
  return [
    { title: 'SES may send from the sender', run: () => senderIdentity(mail, sender) },
    { title: 'SES may send to the approver', run: () => recipient(mail, approver) },
    { title: 'SES has quota left', run: () => sendingQuota(mail) },
  ];
}

/** The verified identity behind an address: the address itself, or its domain. */
export async function verifiedIdentity(mail: SESv2Client, address: string): Promise<string | undefined> {
  for (const identity of [domainOf(address), address]) {
    if (await isVerified(mail, identity)) return identity;
  }
  return undefined;
}

async function senderIdentity(mail: SESv2Client, sender: string): Promise<Finding> {
  const identity = await verifiedIdentity(mail, sender);
  if (identity !== undefined) return ok(`${identity} is verified`);
  return missing(
    `neither ${domainOf(sender)} nor ${sender} is a verified identity in this region`,
    `aws sesv2 create-email-identity --email-identity ${sender}, then open the link in the mail to it`,
  );
}

async function recipient(mail: SESv2Client, approver: string): Promise<Finding> {
  const { ProductionAccessEnabled } = await mail.send(new GetAccountCommand());
  if (ProductionAccessEnabled) return ok('SES is out of its sandbox');
  if ((await verifiedIdentity(mail, approver)) === undefined) {
    return missing(
      'SES is in its sandbox, where it sends only to verified addresses',
      `aws sesv2 create-email-identity --email-identity ${approver}, then open the link in the mail to it`,
    );
  }
  return note(
    'SES is in its sandbox, and the approver is verified: enough for this run, but not for production',
    'aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://…',
  );
}

async function sendingQuota(mail: SESv2Client): Promise<Finding> {
  const { SendingEnabled, SendQuota } = await mail.send(new GetAccountCommand());
  if (!SendingEnabled) {
    return missing('sending is paused for this account', 'aws sesv2 put-account-sending-attributes --sending-enabled');
  }
  const { Max24HourSend = 0, SentLast24Hours = 0, MaxSendRate = 0 } = SendQuota ?? {};
  // SES says -1 where there is no limit.
  if (Max24HourSend < 0) return ok(`no limit in 24 hours, ${MaxSendRate} a second`);
  const left = Max24HourSend - SentLast24Hours;
  const text = `${left} mails left of ${Max24HourSend} in 24 hours, ${MaxSendRate} a second`;
  return left >= MAILS ? ok(text) : missing(text, 'wait, or ask for more in Service Quotas');
}

async function isVerified(mail: SESv2Client, identity: string): Promise<boolean> {
  try {
    const { VerifiedForSendingStatus } = await mail.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
    return VerifiedForSendingStatus ?? false;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
