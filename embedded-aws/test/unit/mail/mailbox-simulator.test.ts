import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { simulateMailboxes } from '../../../src/mail/mailbox-simulator.ts';
import { configurationSetModel, STACK_ACCOUNT } from '../models.ts';

const SENT_AT = new Date('2026-01-01T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ now: SENT_AT }));
afterEach(() => void vi.useRealTimers());

/** What is published about a mail. */
function published(to: string[], given: object = {}, eventTypes = ['BOUNCE', 'COMPLAINT']) {
  const runtime = { timeScale: 1, check: () => {}, invoke: async () => {}, sendToDeadLetterQueue: () => {} };
  const buses = new EventBuses(STACK_ACCOUNT, [], [], runtime);
  const input = {
    FromEmailAddress: 'Contacts <contacts@example.com>',
    Destination: { ToAddresses: to },
    Content: { Simple: { Subject: { Data: 'Hello' }, Body: {} } },
    ...given,
  };
  const configurationSet = configurationSetModel({ eventTypes });
  simulateMailboxes({ account: STACK_ACCOUNT, messageId: 'm1', sentAt: SENT_AT, configurationSet, input }, buses);
  expect(buses.events.from(0)).toEqual([]);
  vi.advanceTimersByTime(1000);
  return buses.events.from(0);
}

test('publishes a bounce with the mail and its tags', () => {
  const to = ['Jane <bounce+1@simulator.amazonses.com>', 'ok@example.com'];
  const EmailTags = [{ Name: 'requestId', Value: 'r1' }];
  expect(published(to, { EmailTags })).toEqual([
    {
      eventBusName: 'default',
      version: '0',
      id: expect.any(String),
      'detail-type': 'Email Bounced',
      source: 'aws.ses',
      account: '111111111111',
      time: '2026-01-01T12:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:ses:us-east-1:111111111111:configuration-set/mail'],
      detail: {
        eventType: 'Bounce',
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            {
              emailAddress: 'bounce+1@simulator.amazonses.com',
              action: 'failed',
              status: '5.1.1',
              diagnosticCode: 'smtp; 550 5.1.1 user unknown',
            },
          ],
          timestamp: expect.stringMatching(/^2026-01-01T12:00:00\.\d{3}Z$/),
          feedbackId: expect.any(String),
          reportingMTA: 'dns; a8-96.smtp-out.amazonses.com',
        },
        mail: {
          timestamp: '2026-01-01T12:00:00.000Z',
          source: 'Contacts <contacts@example.com>',
          sourceArn: 'arn:aws:ses:us-east-1:111111111111:identity/contacts@example.com',
          sendingAccountId: '111111111111',
          messageId: 'm1',
          destination: ['bounce+1@simulator.amazonses.com', 'ok@example.com'],
          headersTruncated: false,
          headers: [
            { name: 'From', value: 'Contacts <contacts@example.com>' },
            { name: 'To', value: to.join(', ') },
            { name: 'Subject', value: 'Hello' },
            { name: 'MIME-Version', value: '1.0' },
          ],
          commonHeaders: { from: ['Contacts <contacts@example.com>'], to, messageId: 'm1', subject: 'Hello' },
          tags: { 'ses:configuration-set': ['mail'], 'ses:from-domain': ['example.com'], requestId: ['r1'] },
        },
      },
    },
  ]);
});

test('publishes a complaint', () => {
  expect(published(['complaint@simulator.amazonses.com'])).toMatchObject([
    {
      'detail-type': 'Email Complaint Received',
      detail: {
        eventType: 'Complaint',
        complaint: {
          complainedRecipients: [{ emailAddress: 'complaint@simulator.amazonses.com' }],
          complaintFeedbackType: 'abuse',
          userAgent: 'Amazon SES Mailbox Simulator',
        },
        mail: { messageId: 'm1' },
      },
    },
  ]);
});

test('publishes a bounce of the suppression list', () => {
  expect(published(['suppressionlist@simulator.amazonses.com'])).toMatchObject([
    { 'detail-type': 'Email Bounced', detail: { bounce: { bounceSubType: 'Suppressed' } } },
  ]);
});

test('publishes one event for each kind of feedback when a mail has several recipients', () => {
  const Destination = {
    ToAddresses: ['bounce+a@simulator.amazonses.com', 'complaint+a@simulator.amazonses.com'],
    CcAddresses: ['BOUNCE@simulator.amazonses.com'],
    BccAddresses: ['complaint+b@simulator.amazonses.com'],
  };
  expect(published([], { Destination })).toMatchObject([
    {
      detail: {
        bounce: {
          bouncedRecipients: [
            { emailAddress: 'bounce+a@simulator.amazonses.com' },
            { emailAddress: 'BOUNCE@simulator.amazonses.com' },
          ],
        },
      },
    },
    { detail: { complaint: { complainedRecipients: [{}, { emailAddress: 'complaint+b@simulator.amazonses.com' }] } } },
  ]);
});

test('tells the headers of the mail without its blind copies', () => {
  const Destination = { CcAddresses: ['c@example.com'], BccAddresses: ['bounce@simulator.amazonses.com'] };
  const Simple = { Subject: { Data: 'Hello' }, Headers: [{ Name: 'X-Request', Value: 'r1' }] };
  expect(published([], { Destination, Content: { Simple } })[0]).toMatchObject({
    detail: {
      mail: {
        destination: ['c@example.com', 'bounce@simulator.amazonses.com'],
        headers: [{ name: 'From' }, { name: 'Cc', value: 'c@example.com' }, {}, {}, { name: 'X-Request', value: 'r1' }],
        commonHeaders: { cc: ['c@example.com'] },
      },
    },
  });
});

describe('publishes nothing', () => {
  test.each([
    ['the mailbox is the one that takes mails', 'success@simulator.amazonses.com'],
    ['the address is at another domain', 'bounce@example.com'],
    ['the address only begins like one', 'bounces@simulator.amazonses.com'],
  ])('when %s', (_condition, address) => {
    expect(published([address])).toEqual([]);
  });

  test.each([
    ['bounce', ['COMPLAINT']],
    ['complaint', ['BOUNCE']],
    ['suppressionlist', []],
  ])('to %s when the configuration set publishes %j', (name, eventTypes) => {
    expect(published([`${name}@simulator.amazonses.com`], {}, eventTypes)).toEqual([]);
  });
});
