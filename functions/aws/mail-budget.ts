import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { sha256 } from '../domain/request/digest.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/**
 * What somebody is who gets a mail. Whoever makes requests in an approver's name, or changes contacts, uses up none of what approvers
 * get.
 */
export type MailRole = 'approver' | 'requester' | 'drift';

const HOUR_SECONDS = 3600;

/** Longer than a request waits for its approvers, because the item may know of some that they have yet to be told of. */
export const MAILS_KEPT_SECONDS = 31 * 86_400;

/** Counts a mail to somebody. @returns whether it may be sent: they got less than `most` of its kind in this hour (UTC) */
export async function takeMail(to: string, role: MailRole, most: number): Promise<boolean> {
  const hour = currentHour();
  return (
    (await countMail(to, role, hour, most)) || (await beginHour(to, role, hour)) || countMail(to, role, hour, most)
  );
}

/** Gives a mail back that was not sent, because others go before it: the next try counts instead. Nothing fails if that does. */
export async function giveMailBack(to: string, role: MailRole): Promise<void> {
  await updateIf(to, role, {
    UpdateExpression: 'ADD mailCount :less',
    ConditionExpression: 'countedHour = :hour AND mailCount > :none',
    ExpressionAttributeValues: { ':less': -1, ':hour': currentHour(), ':none': 0 },
  }).catch(() => undefined);
}

/** Epoch seconds of the beginning of this hour (UTC). */
export function currentHour(): number {
  return Math.floor(epochSeconds() / HOUR_SECONDS) * HOUR_SECONDS;
}

/** What the item is called that knows of somebody's mails. */
export function mailsName(to: string, role: MailRole): string {
  return `${role}#${sha256(to.trim().toLowerCase())}`;
}

function countMail(to: string, role: MailRole, hour: number, most: number): Promise<boolean> {
  return updateIf(to, role, {
    UpdateExpression: 'ADD mailCount :one',
    ConditionExpression: 'countedHour = :hour AND mailCount < :most',
    ExpressionAttributeValues: { ':one': 1, ':hour': hour, ':most': most },
  });
}

function beginHour(to: string, role: MailRole, hour: number): Promise<boolean> {
  return updateIf(to, role, {
    UpdateExpression: 'SET countedHour = :hour, mailCount = :one, #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(countedHour) OR countedHour < :hour',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':hour': hour, ':one': 1, ':ttl': hour + MAILS_KEPT_SECONDS },
  });
}

/** @returns whether the condition held */
function updateIf(to: string, role: MailRole, of: object): Promise<boolean> {
  const Key = { pk: `MAILS#${mailsName(to, role)}` };
  return isConditionMet(table.send(new UpdateCommand({ TableName, Key, ...of })));
}
