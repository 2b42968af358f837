import { setTimeout as delay } from 'node:timers/promises';
import { GetAlternateContactCommand } from '@aws-sdk/client-account';
import { SmokeError } from '../errors.ts';
import { until } from '../wait.ts';
import { contactKey, contactOf, expectContact } from './contact.ts';
import type { Context, Step } from './context.ts';
import { decide } from './decide.ts';
import { endOf, historyOf, recordStatusEvents } from './end.ts';
import { recordLedger } from './ledger.ts';
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
    const crowd = new Crowd(context);
    const request = await crowd.around(async () => {
      crowd.call();
      const sent = await sendRequest(context, changeRequest(context, 'throttle', contact));
      const isThrottled = await isThrottledBefore(context, sent, 'RequestApproval');
      // Whoever pastes a link may take their time.
      crowd.pause();
      await decide(context, sent, 'approve');
      if (!isThrottled) crowd.call();
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

/** Many callers at once. */
class Crowd {
  readonly #context: Context;
  readonly #over = new AbortController();
  #isCalling = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Runs something beside the crowd, which ends with it, and records what the calls were answered. */
  async around<Result>(run: () => Promise<Result>): Promise<Result> {
    const calls = this.#context.record.calls('account:GetAlternateContact, many at once', async () => {
      await Promise.all(Array.from({ length: CALLERS }, () => this.#keepCalling()));
    });
    try {
      return await run();
    } finally {
      this.#over.abort();
      await calls;
    }
  }

  call(): void {
    this.#isCalling = true;
  }

  pause(): void {
    this.#isCalling = false;
  }

  async #keepCalling(): Promise<void> {
    const { target, sandbox, signal } = this.#context;
    const over = AbortSignal.any([signal, this.#over.signal]);
    while (!over.aborted) {
      const read = new GetAlternateContactCommand(contactKey(target, sandbox));
      if (this.#isCalling) await target.clients.account.send(read).catch(() => {});
      await delay(PAUSE_MS, undefined, { signal: over }).catch(() => {});
    }
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
