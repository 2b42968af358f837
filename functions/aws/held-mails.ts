import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isRequestKey, type RequestKey } from '../domain/request/request-key.ts';
import { currentHour, MAILS_KEPT_SECONDS, mailsName } from './mail-budget.ts';
import { isConditionMet, TableName, table } from './table.ts';
import { listWaitingItems } from './waiting-index.ts';

/** An approver with requests that they got no mail about, because they had got enough in that hour. */
export interface HeldMails {
  approver: string;
  requestKeys: RequestKey[];
}

/** Remembers that an approver is still to be told of a request. */
export async function holdMail(approver: string, requestKey: RequestKey): Promise<void> {
  const now = new Date();
  await update(approver, {
    UpdateExpression:
      'SET waitingFor = :mail, createdAt = :at, approver = :approver, #ttl = :ttl ADD requestKeys :keys',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':mail': 'mail',
      ':at': now.toISOString(),
      ':approver': approver,
      ':keys': new Set([requestKey]),
      ':ttl': Math.ceil(now.getTime() / 1000) + MAILS_KEPT_SECONDS,
    },
  });
}

/** The approvers who are still to be told of requests, those who have waited longest first. */
export async function* listHeldMails(): AsyncGenerator<HeldMails> {
  for await (const { pk } of listWaitingItems('mail')) yield* await readHeldMails(String(pk).slice('MAILS#'.length));
}

/** Claims this hour's summary for an approver. @returns whether it may be sent: there is one an hour (UTC) */
export function claimSummary(approver: string): Promise<boolean> {
  const claim = update(approver, {
    UpdateExpression: 'SET summaryHour = :hour',
    ConditionExpression: 'attribute_not_exists(summaryHour) OR summaryHour < :hour',
    ExpressionAttributeValues: { ':hour': currentHour() },
  });
  return isConditionMet(claim);
}

/** Forgets requests of which the approver has been told, or need not be told any more. */
export async function releaseMails(approver: string, requestKeys: RequestKey[]): Promise<void> {
  if (requestKeys.length === 0) return;
  await update(approver, {
    UpdateExpression: 'DELETE requestKeys :keys',
    ExpressionAttributeValues: { ':keys': new Set(requestKeys) },
  });
  const leave = update(approver, {
    UpdateExpression: 'REMOVE waitingFor, createdAt',
    ConditionExpression: 'attribute_not_exists(requestKeys)',
  });
  await isConditionMet(leave);
}

/** The index does not hold what an item waits for, and may lag behind it. */
async function readHeldMails(name: string): Promise<HeldMails[]> {
  const Key = { pk: `MAILS#${name}` };
  const { Item = {} } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const { approver, requestKeys } = Item;
  const keys = requestKeys instanceof Set ? [...requestKeys].filter(isRequestKey).sort() : [];
  return approver === undefined || keys.length === 0 ? [] : [{ approver: String(approver), requestKeys: keys }];
}

async function update(approver: string, of: object): Promise<void> {
  const Key = { pk: `MAILS#${mailsName(approver, 'approver')}` };
  await table.send(new UpdateCommand({ TableName, Key, ...of }));
}
