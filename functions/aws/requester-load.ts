import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MailboxRules } from '../../schemas/compiled/policy-schema.js';
import { TooManyOfRequesterError } from '../domain/errors.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { sha256 } from '../domain/request/digest.ts';
import { mailboxOf } from '../domain/request/mailbox.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { environmentVariable, secondsOfDays } from '../runtime/environment.ts';
import { entryOf } from './open-entry.ts';
import { epochSeconds, TableName, table } from './table.ts';

/** As long as the requests that the item knows. */
const KEPT_SECONDS = secondsOfDays(environmentVariable('RETENTION_DAYS'));

/**
 * Enters a request among the open ones of its requester. A retry changes nothing.
 * @throws TooManyOfRequesterError when there are `most` of them
 */
export async function enterRequester(record: RequestRecord, rules: MailboxRules, most: number): Promise<void> {
  try {
    const ttl = epochSeconds() + KEPT_SECONDS;
    await update(record, rules, entryOf(requestKeyOf(record.request), { most, ttl }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new TooManyOfRequesterError(`${most} requests of this requester are open`);
  }
}

/** Takes a request that has ended out of those of its requester. */
export async function leaveRequester(record: RequestRecord, rules: MailboxRules): Promise<void> {
  const keys = new Set([requestKeyOf(record.request)]);
  await update(record, rules, {
    UpdateExpression: 'DELETE requestKeys :keys',
    ExpressionAttributeValues: { ':keys': keys },
  });
}

/** Requests that only claim to be somebody's are counted apart, so that they use up nothing of what is really theirs. */
async function update({ request, provenBy }: RequestRecord, rules: MailboxRules, of: object): Promise<void> {
  const kind = provenBy === 'claimed' ? 'claimed' : 'proven';
  const person = sha256(mailboxOf(request.requestedBy, rules));
  await table.send(new UpdateCommand({ TableName, Key: { pk: `REQUESTER#${kind}#${person}` }, ...of }));
}
