import { environmentVariable } from './environment.ts';

/** Tells the stages apart. */
const service = environmentVariable('TABLE_NAME');

/**
 * The figures that the functions emit, each with its unit as CloudWatch names it. An alarm or the dashboard reads every one of
 * them; docs/operate.md says what each means.
 */
export const METRIC_UNITS = {
  RequestsApplied: 'Count',
  RequestsPartiallyApplied: 'Count',
  RequestsFailed: 'Count',
  RequestsRejected: 'Count',
  RequestsExpired: 'Count',
  RequestsCancelled: 'Count',
  RequestsUnchanged: 'Count',
  RequestsInvalid: 'Count',
  RequestsDuplicate: 'Count',
  ChangesApplied: 'Count',
  ChangesFailed: 'Count',
  ChangesInConflict: 'Count',
  UnconfirmedChanges: 'Count',
  TimeToApproval: 'Seconds',
  PendingApprovals: 'Count',
  OldestPendingApprovalAge: 'Seconds',
  StrandedRequests: 'Count',
  EarlyWakes: 'Count',
  ContestedRequestIds: 'Count',
  MailsBounced: 'Count',
  MailsReportedAsSpam: 'Count',
  LinksRefused: 'Count',
  VoteRecorded: 'Count',
  VoteRefused: 'Count',
  CancellationRecorded: 'Count',
  CancellationRefused: 'Count',
  RequestRefused: 'Count',
  WebhookRefused: 'Count',
  AuditEventsLost: 'Count',
  UnreadableAccounts: 'Count',
  DriftedContacts: 'Count',
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

/**
 * Emits figures in CloudWatch's embedded metric format, as one line of the log. A library would make functions start later that
 * people wait for. Tests of other things set METRICS_DISABLED.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emitMetrics(figures: Partial<Record<MetricName, number>>): void {
  if (process.env['METRICS_DISABLED'] === 'true') return;
  const Metrics = Object.entries(METRIC_UNITS)
    .filter(([name]) => name in figures)
    .map(([Name, Unit]) => ({ Name, Unit }));
  const CloudWatchMetrics = [{ Namespace: 'AlternateContacts', Dimensions: [['service']], Metrics }];
  const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics }, service, ...figures };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
