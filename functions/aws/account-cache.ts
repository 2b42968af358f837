import { setTimeout as delay } from 'node:timers/promises';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ThrottlingException } from '../domain/errors.ts';
import { epochSeconds, isConditionMet, TableName, table } from './table.ts';

/** A function that asks AWS Organizations. It believes only what it has kept itself: no other role may write that. */
export interface Reader {
  /** The name of the function, such as `validate-request`. */
  name: string;
  /** Epoch milliseconds: what was read before does not count. */
  since: number;
}

/** Longer than a call takes in all of its attempts: who still has not answered then was killed. */
const CLAIM_MILLISECONDS = 15_000;

/** How long to wait for whoever reads the same, before the state machine tries again. */
const PATIENCE_MILLISECONDS = 10_000;
const SHORTEST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 250;

/** Longer than any answer counts: the tags of 50,000 accounts take an hour, or a few. */
const KEPT_SECONDS = 21_600;

/** For so long an answer counts for those who waited for it, even if it does not for others. */
const PASSING_MILLISECONDS = 5000;

/**
 * What `read` finds about an account or an OU: read by one function for all that ask at the same time, and kept for those who ask
 * later, unless it will soon be something else.
 * @throws ThrottlingException when somebody else has been reading it for too long
 */
export async function readOnce<Answer>(
  id: string,
  { name, since }: Reader,
  read: () => Promise<Answer>,
  isLasting: (answer: Answer) => boolean = () => true,
): Promise<Answer> {
  const place = { name, id };
  for (const giveUpAt = Date.now() + PATIENCE_MILLISECONDS; ; ) {
    const { isCounting, answer, claimedUntil } = await look(place, since);
    if (isCounting) return answer;
    if (await claim(place, claimedUntil)) return readAndKeep(place, read, isLasting);
    if (Date.now() >= giveUpAt) throw new ThrottlingException('Organizations/AlreadyAsked');
    await pause();
  }
}

/** What counts of what was kept about an account or an OU; `undefined` if nothing does. */
export async function readKept<Answer>(id: string, { name, since }: Reader): Promise<Answer | undefined> {
  const { isCounting, answer } = await look({ name, id }, since);
  return isCounting ? answer : undefined;
}

/** Keeps an answer, that somebody else may just be looking for, for those who ask later. */
export async function keepAnswer<Answer>(
  place: Place,
  { answer, readAt }: { answer: Answer; readAt: number },
  isLasting: (answer: Answer) => boolean,
): Promise<void> {
  const until = isLasting(answer) ? readAt + KEPT_SECONDS * 1000 : Date.now() + PASSING_MILLISECONDS;
  await update(place, 'SET readAt = :at, countsUntil = :until, answer = :answer, #ttl = :ttl REMOVE claimedUntil', {
    values: { ':at': readAt, ':until': until, ':answer': answer },
  });
}

/** Where an answer is kept: the name of the function that has read it, and what it is about. */
interface Place {
  name: string;
  id: string;
}

async function look(place: Place, since: number) {
  const { Item: kept = {} } = await table.send(new GetCommand({ TableName, Key: keyOf(place), ConsistentRead: true }));
  const isCounting = kept['readAt'] >= since && !(kept['countsUntil'] <= Date.now());
  return { isCounting, answer: kept['answer'], claimedUntil: kept['claimedUntil'] };
}

/** @returns whether nobody else is reading it */
async function claim(place: Place, claimedUntil = 0): Promise<boolean> {
  const now = Date.now();
  if (claimedUntil > now) return false;
  return isConditionMet(
    update(place, 'SET claimedUntil = :until, #ttl = :ttl', {
      ConditionExpression: 'attribute_not_exists(claimedUntil) OR claimedUntil <= :now',
      values: { ':until': now + CLAIM_MILLISECONDS, ':now': now },
    }),
  );
}

/** If this cannot read it, whoever waits may try at once. */
async function readAndKeep<Answer>(
  place: Place,
  read: () => Promise<Answer>,
  isLasting: (answer: Answer) => boolean,
): Promise<Answer> {
  // What is found may have changed by the end of the read, but not before its beginning.
  const readAt = Date.now();
  try {
    const answer = await read();
    await keepAnswer(place, { answer, readAt }, isLasting);
    return answer;
  } catch (error) {
    await update(place, 'SET #ttl = :ttl REMOVE claimedUntil', {}).catch(() => undefined);
    throw error;
  }
}

async function update(
  place: Place,
  UpdateExpression: string,
  { values, ...condition }: { values?: object; ConditionExpression?: string },
): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName,
      Key: keyOf(place),
      UpdateExpression,
      ...condition,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ...values, ':ttl': epochSeconds() + KEPT_SECONDS },
    }),
  );
}

function keyOf({ name, id }: Place): { pk: string } {
  return { pk: `ACCOUNT#${name}#${id}` };
}

function pause(): Promise<void> {
  const jitter = Math.random() * (LONGEST_PAUSE_MILLISECONDS - SHORTEST_PAUSE_MILLISECONDS);
  return delay(SHORTEST_PAUSE_MILLISECONDS + jitter);
}
