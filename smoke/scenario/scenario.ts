import type { Progress } from '../progress.ts';
import { REJECT, RESTORE, SET } from './changes.ts';
import { isSameContact, readContact, writeContact } from './contact.ts';
import type { Context, Step } from './context.ts';
import { DEAD_LETTER } from './dead-letter.ts';
import { INVALID, REFUSALS } from './refusals.ts';
import { THROTTLE } from './throttle.ts';
import { WEBHOOK } from './webhook.ts';

/** What a smoke run does with a deployment, in this order. Each step begins with what the one before has left. */
const STEPS: Step[] = [REFUSALS, INVALID, SET, THROTTLE, REJECT, WEBHOOK, DEAD_LETTER, RESTORE];

/**
 * Plays the scenario, and records it. It ends with the step that fails. Whatever happens, the contact is afterwards what it
 * was before.
 */
export async function playScenario(context: Omit<Context, 'say'>, progress: Progress): Promise<void> {
  try {
    for (const { title, run } of STEPS) {
      context.record.begin(title);
      const isDone = await progress.step(title, (say) => run({ ...context, say }));
      if (!isDone) return;
    }
  } finally {
    await restore(context, progress);
  }
}

/** A scenario that broke off has not restored the contact through the service. */
async function restore({ target, sandbox, original }: Omit<Context, 'say'>, progress: Progress): Promise<void> {
  const current = await readContact(target, sandbox).catch(() => undefined);
  if (isSameContact(current, original)) return;
  await progress.step('The contact is put back without the service', () => writeContact(target, sandbox, original));
}
