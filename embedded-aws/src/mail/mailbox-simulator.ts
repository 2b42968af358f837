import { randomUUID } from 'node:crypto';
import { currentDate, startTimer } from '../clock/clock.ts';
import type { EventBuses } from '../events/event-buses.ts';
import type { JsonObject } from '../json.ts';
import { describeMail, recipientsOf, type SentMail } from './sent-mail.ts';

/** In real time, so that the sender has received the answer of SendEmail. */
const FEEDBACK_MS = 250;

interface Feedback {
  timestamp: string;
  feedbackId: string;
}

/** A mailbox of the simulator: what SES publishes about a mail to it. */
interface Mailbox {
  address: RegExp;
  eventType: string;
  detailType: string;
  describe(recipients: string[], feedback: Feedback): JsonObject;
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const MAILBOXES: Mailbox[] = [
  {
    address: mailboxAddress('bounce'),
    eventType: 'BOUNCE',
    detailType: 'Email Bounced',
    describe: describeBounce({
      bounceSubType: 'General',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      reportingMTA: 'dns; a8-96.smtp-out.amazonses.com',
    }),
  },
  {
    address: mailboxAddress('suppressionlist'),
    eventType: 'BOUNCE',
    detailType: 'Email Bounced',
    describe: describeBounce({
      bounceSubType: 'Suppressed',
      diagnosticCode: 'Amazon SES has suppressed sending to this address',
      reportingMTA: 'dns; amazonses.com',
    }),
  },
  {
    address: mailboxAddress('complaint'),
    eventType: 'COMPLAINT',
    detailType: 'Email Complaint Received',
    describe: (recipients, feedback) => ({
      eventType: 'Complaint',
      complaint: {
        complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
        ...feedback,
        complaintFeedbackType: 'abuse',
        userAgent: 'Amazon SES Mailbox Simulator',
      },
    }),
  },
];

/**
 * Publishes bounces and complaints of addresses of SES's mailbox simulator on the default bus, a moment after the mail was
 * sent, if its configuration set has an event destination for them.
 */
export function simulateMailboxes(mail: SentMail, buses: EventBuses): void {
  const { configurationSet, input } = mail;
  for (const { address, eventType, detailType, describe } of MAILBOXES) {
    const recipients = recipientsOf(input).filter((recipient) => address.test(recipient));
    if (recipients.length === 0 || !configurationSet.eventTypes.includes(eventType)) continue;
    startTimer(FEEDBACK_MS, () => {
      const feedback = { timestamp: currentDate().toISOString(), feedbackId: `${randomUUID()}-000000` };
      const event = { Source: 'aws.ses', DetailType: detailType, Resources: [configurationSet.arn] };
      buses.put('default', event, { ...describe(recipients, feedback), mail: describeMail(mail) });
    });
  }
}

/** A label distinguishes the mails to one mailbox: `bounce+label@…`. */
function mailboxAddress(name: string): RegExp {
  return new RegExp(`^${name}(\\+[^@]*)?@simulator\\.amazonses\\.com$`, 'i');
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
function describeBounce(kind: {
  bounceSubType: string;
  diagnosticCode: string;
  reportingMTA: string;
}): Mailbox['describe'] {
  const { bounceSubType, diagnosticCode, reportingMTA } = kind;
  const failure = { action: 'failed', status: '5.1.1', diagnosticCode };
  return (recipients, feedback) => ({
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType,
      bouncedRecipients: recipients.map((emailAddress) => ({ emailAddress, ...failure })),
      ...feedback,
      reportingMTA,
    },
  });
}
