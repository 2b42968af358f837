import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { until } from '../wait.ts';
import type { Context } from './context.ts';
import type { Request } from './request.ts';

/** Records which events the ledger of a request holds, in order. */
export async function recordLedger(context: Context, request: Request): Promise<void> {
  context.record.note('the ledger', await ledgerOf(context, request));
}

/** Waits until everybody who is asked has their mail: a vote before that would come anywhere between the mails. */
export async function untilMailed(context: Context, request: Request): Promise<void> {
  let before = 0;
  await until(`mail about ${request.requestId}`, { signal: context.signal }, async () => {
    const mails = (await ledgerOf(context, request)).filter((type) => type === 'MailSent').length;
    const isQuiet = mails > 0 && mails === before;
    before = mails;
    return isQuiet || undefined;
  });
}

async function ledgerOf({ target }: Context, { requestId }: Request): Promise<string[]> {
  const Key = { pk: { S: `REQUEST#smoke/${requestId}` } };
  const { Item } = await target.clients.table.send(new GetItemCommand({ TableName: target.serviceName, Key }));
  return (Item?.['history']?.L ?? []).map(({ M }) => M?.['type']?.S ?? '');
}
