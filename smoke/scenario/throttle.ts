import { setTimeout as delay } from 'node:timers/promises';
import { GetAlternateContactCommand } from '@aws-sdk/client-account';
import { SmokeError } from '../errors.ts';
import { until } from '../wait.ts';
import { contactKey, contactOf, expectContact } from './contact.ts';
import type { Context, Step } from './context.ts';
import { decide } from './decide.ts';
import { endOf, historyOf, recordLedger, recordStatusEvents } from './end.ts';
import { changeRequest, type Request, sendRequest } from './request.ts';

/** Together far more than the quota of 10 reads a second, which all callers of an account share. */
const CALLERS = 20;
const PAUSE_MS = 10;

/** How long the service may take to meet the quota. */
const BUSY_SECONDS = 20;

/**
 * Reads the contact far more often than AWS allows, while a request is worked on. Reads change nothing; the service shares
 * the account's quota with them.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
 */
export const THROTTLE: Step = {
  title: 'A change survives throttling',
  async run(context) {
    const contact = contactOf(context, 'throttled');
    const request = await whileBusy(context, async (isLong) => {
      const sent = await sendRequest(context, changeRequest(context, 'throttle', contact));
      const isThrottled = await isThrottledBefore(context, sent, 'RequestApproval');
      if (isThrottled) isLong.abort();
      await decide(context, sent, 'approve');
      const how = isThrottled || (await isThrottledBefore(context, sent, 'RecordOutcome'));
      context.say(how ? 'the service was throttled' : 'the service found gaps between the calls');
      return sent;
    });
    await endOf(context, request, 'APPLIED');
    await recordStatusEvents(context, request, 'APPLIED');
    await recordLedger(context, request);
    await expectContact(context, contact);
  },
};

/** Runs something while many others call the API, until it aborts `isLong` or is done. */
async function whileBusy<Result>(context: Context, run: (isLong: AbortController) => Promise<Result>): Promise<Result> {
  const isLong = new AbortController();
  const busy = context.record.calls('account:GetAlternateContact, many at once', async () => {
    await Promise.all(Array.from({ length: CALLERS }, () => keepCalling(context, isLong.signal)));
  });
  try {
    return await run(isLong);
  } finally {
    isLong.abort();
    await busy;
  }
}

async function keepCalling({ target, sandbox, signal }: Context, isLong: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, isLong]);
  while (!over.aborted) {
    const read = new GetAlternateContactCommand(contactKey(target, sandbox));
    await target.clients.account.send(read).catch(() => {});
    await delay(PAUSE_MS, undefined, { signal: over }).catch(() => {});
  }
}

/** Waits until a task of the request was throttled, or everything before a state is done. */
async function isThrottledBefore(context: Context, { executionArn }: Request, state: string): Promise<boolean> {
  const patience = { signal: context.signal, seconds: BUSY_SECONDS, everyMs: 200 };
  const found = await until('throttled task', patience, async () => {
    const events = await historyOf(context, executionArn);
    const failures = events.map(({ lambdaFunctionFailedEventDetails: failed }) => failed?.error);
    if (failures.includes('TooManyRequestsException')) return 'throttled';
    const entered = events.map(({ stateEnteredEventDetails: details }) => details?.name);
    return entered.includes(state) ? 'past' : undefined;
  }).catch((error: unknown) => {
    if (error instanceof SmokeError) return 'waiting';
    throw error;
  });
  return found === 'throttled';
}
