import { type Alarm, inParts } from './alarm.ts';
import { ofDeadLetters, ofFunction, ofMails, ofTable, own } from './metrics.ts';
import { indexNames, keepingFunctions, ofRule, rules } from './watched-resources.ts';

const FIVE_MINUTES = 300;
const HOUR = 3600;
const DAY = 86_400;

const eventRules = rules.filter(({ isSchedule, isForTickets }) => !isSchedule && !isForTickets);
const schedules = rules.filter(({ isSchedule }) => isSchedule);
const ticketRules = rules.filter(({ isForTickets }) => isForTickets);
const organizationRules = rules.filter(({ name }) => name.endsWith('-organization'));

const atOnce = { statistic: 'Sum', period: FIVE_MINUTES, threshold: 1 } as const;

/** What does not arrive: events, schedules, mails, calls of the table. */
export const deliveryAlarms: Alarm[] = [
  ...deadLetterAlarms(),
  ...inParts({
    ...atOnce,
    name: 'events-undelivered',
    meaning: 'A rule could not deliver an event to its target',
    metrics: eventRules.map((rule) => ofRule('FailedInvocations', rule)),
  }),
  {
    ...atOnce,
    name: 'ticket-comments-undelivered',
    meaning: 'A ticket system did not take a comment or a transition',
    metrics: ticketRules.map((rule) => ofRule('FailedInvocations', rule)),
    condition: 'CommentsOnTickets',
  },
  {
    ...atOnce,
    name: 'schedules-failing',
    meaning: 'A schedule could not invoke its functions',
    metrics: schedules.map((rule) => ofRule('FailedInvocations', rule)),
  },
  {
    name: 'schedules-silent',
    meaning: 'The functions that run every five minutes have not said for half an hour how many requests wait',
    metrics: [own('PendingApprovals')],
    statistic: 'SampleCount',
    period: FIVE_MINUTES,
    periods: 6,
    threshold: 1,
    isAboutLittle: true,
  },
  {
    // The longest time that CloudWatch looks back.
    name: 'organization-events-missing',
    meaning: 'No event of AWS Organizations has come for a week',
    metrics: organizationRules.map((rule) => ofRule('MatchedEvents', rule)),
    statistic: 'Sum',
    period: DAY,
    periods: 7,
    threshold: 1,
    isAboutLittle: true,
    condition: 'ServesOrganization',
  },
  ...mailAlarms(),
  {
    ...atOnce,
    name: 'table-throttled',
    meaning: 'DynamoDB turns calls of the table away',
    metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
      ofTable(name),
      ...indexNames.map((index) => ofTable(name, index)),
    ]),
    periods: 3,
    breaching: 2,
  },
];

function deadLetterAlarms(): Alarm[] {
  return [
    {
      ...atOnce,
      name: 'dead-letters',
      meaning: 'An event was not delivered or not handled; it is in the dead-letter queue',
      metrics: [ofDeadLetters('ApproximateNumberOfMessagesVisible')],
      statistic: 'Maximum',
    },
    {
      name: 'dead-letters-expiring',
      meaning: 'An event has been in the dead-letter queue for eleven days, which keeps it for fourteen',
      metrics: [ofDeadLetters('ApproximateAgeOfOldestMessage')],
      statistic: 'Maximum',
      period: HOUR,
      threshold: 11 * DAY,
    },
    ...inParts({
      ...atOnce,
      name: 'events-lost',
      meaning: 'An event could not be kept in the dead-letter queue, and is gone',
      metrics: [
        ...eventRules.map((rule) => ofRule('InvocationsFailedToBeSentToDlq', rule)),
        ...keepingFunctions.map((name) => ofFunction('DestinationDeliveryFailures', name)),
      ],
    }),
  ];
}

/**
 * From here on, SES may put the account under review.
 * @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
 */
function mailAlarms(): Alarm[] {
  return [
    {
      name: 'mails-bounce',
      meaning: 'Five percent of the mails of this account bounce',
      metrics: [ofMails('Reputation.BounceRate')],
      statistic: 'Maximum',
      period: HOUR,
      threshold: 0.05,
    },
    {
      name: 'mails-reported-as-spam',
      meaning: 'One in a thousand mails of this account is reported as spam',
      metrics: [ofMails('Reputation.ComplaintRate')],
      statistic: 'Maximum',
      period: HOUR,
      threshold: 0.001,
    },
  ];
}
