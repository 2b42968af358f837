import type { MetricName } from '../../functions/runtime/metrics.ts';
import { RUNBOOK } from './alarm.ts';
import { alarms } from './alarms.ts';
import { type FunctionGroup, functionsOf } from './functions.ts';
import { counted, ofDeadLetters, ofExecutions, ofFunction, ofHttpApi, ofMails, ofTable, own } from './metrics.ts';
import { indexNames, ofRule, rules } from './watched-resources.ts';
import { alarmStates, graph, heading, placed, type Widget } from './widgets.ts';

const GROUPS: FunctionGroup[] = ['contacts', 'workflow', 'people', 'events'];

/** CloudFormation: the dashboard, from what people ask for first to what machines do. */
export const dashboardResource = {
  Type: 'AWS::CloudWatch::Dashboard',
  Properties: {
    DashboardName: `\${self:custom.name}`,
    DashboardBody: {
      'Fn::Sub': JSON.stringify({
        widgets: placed([
          heading(`# \${self:custom.name}: what each alarm and figure means is in ${RUNBOOK}`),
          alarmStates(
            Object.values(alarms)
              .flat()
              .filter(({ condition }) => condition === undefined)
              .map(({ name }) => name),
          ),
          ...requests(),
          ...deliveries(),
          ...callers(),
          ...machines(),
        ]),
      }),
    },
  },
};

function requests(): Widget[] {
  return [
    heading('## Requests'),
    graph({ title: 'Requests that ended', period: 3600, isStacked: true }, [
      ...owns('RequestsApplied', 'RequestsPartiallyApplied', 'RequestsFailed', 'RequestsRejected', 'RequestsExpired'),
      ...owns('RequestsCancelled', 'RequestsUnchanged', 'RequestsInvalid', 'RequestsDuplicate'),
    ]),
    graph({ title: 'Changes', period: 3600, isStacked: true }, [
      ...owns('ChangesApplied', 'ChangesFailed', 'ChangesInConflict'),
    ]),
    graph({ title: 'Requests that wait for approval', statistic: 'Maximum', width: 8 }, owns('PendingApprovals')),
    graph({ title: 'Oldest of them, seconds', statistic: 'Maximum', width: 8 }, owns('OldestPendingApprovalAge')),
    graph({ title: 'Time to approval, seconds', statistic: 'p50', period: 3600, width: 8 }, owns('TimeToApproval')),
    graph({ title: 'Executions', isStacked: true }, [
      ...['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsAborted'].map((name) =>
        ofExecutions(name),
      ),
      ...['ExecutionsTimedOut', 'ExecutionThrottled'].map((name) => ofExecutions(name)),
    ]),
    graph({ title: 'Not as it should be' }, [
      ...owns('UnreadableAccounts', 'DriftedContacts'),
      ...owns('StrandedRequests', 'EarlyWakes', 'ContestedRequestIds', 'UnconfirmedChanges', 'AuditEventsLost'),
      counted('sender-refused'),
    ]),
  ];
}

function deliveries(): Widget[] {
  return [
    heading('## Events and mails'),
    graph({ title: 'Dead letters', statistic: 'Maximum', width: 8 }, [
      ofDeadLetters('ApproximateNumberOfMessagesVisible'),
    ]),
    graph(
      { title: 'Invocations by rules', width: 8 },
      rules.map((rule) => ofRule('Invocations', rule)),
    ),
    graph(
      { title: 'Failed invocations by rules', width: 8 },
      rules.map((rule) => ofRule('FailedInvocations', rule)),
    ),
    graph({ title: 'Mails that came back' }, owns('MailsBounced', 'MailsReportedAsSpam')),
    graph({ title: 'Of all mails of the account, the part that came back', statistic: 'Maximum' }, [
      ofMails('Reputation.BounceRate'),
      ofMails('Reputation.ComplaintRate'),
    ]),
  ];
}

function callers(): Widget[] {
  return [
    heading('## People and ticket systems'),
    graph({ title: 'Votes and cancellations' }, [
      ...owns('VoteRecorded', 'VoteRefused', 'CancellationRecorded', 'CancellationRefused'),
    ]),
    graph({ title: 'Refused' }, [
      ...owns('RequestRefused', 'WebhookRefused', 'LinksRefused'),
      ...['unauthorized-calls', 'throttled-calls', 'webhook-keys'].map(counted),
    ]),
    graph({ title: 'Calls of the HTTP API' }, ['Count', '4xx', '5xx'].map(ofHttpApi)),
    graph({ title: 'Latency of the HTTP API, milliseconds', statistic: 'p90' }, [ofHttpApi('Latency')]),
  ];
}

function machines(): Widget[] {
  const functions = GROUPS.flatMap(functionsOf);
  const ofAll = (metric: string) => functions.map(({ name }) => ofFunction(metric, name));
  return [
    heading('## Functions and table'),
    graph({ title: 'Errors of functions' }, ofAll('Errors')),
    graph({ title: 'Throttled calls of functions' }, ofAll('Throttles')),
    graph({ title: 'Duration of functions, milliseconds', statistic: 'Maximum' }, ofAll('Duration')),
    graph({ title: 'Throttled calls of the table' }, [
      ...['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
        ofTable(name),
        ...indexNames.map((index) => ofTable(name, index)),
      ]),
    ]),
  ];
}

function owns(...names: MetricName[]) {
  return names.map(own);
}
