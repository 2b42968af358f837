import { randomBytes } from 'node:crypto';
import validInput from '../schemas/compiled/rotate-webhook-keys.input.js';
import validOutput from '../schemas/compiled/rotate-webhook-keys.output.js';
import { updateWebhookKeys } from './aws/webhook-key-changes.ts';
import { type KeyChange, withDueKeys, withNewKey } from './domain/policy/webhook-keys.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logger } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';

/** All letters and digits. A multiple of 4: any system takes it, also one that wants base64. */
const KEY_CHARACTERS = 48;

/**
 * Every five minutes: gives a key to each ticket source that has none, and a new one to each whose key is due. Or, for an
 * operator: gives the source that they name a new key, or the one that they enter. No ticket system takes its key from here:
 * somebody has to enter it there, as long as the one before counts too.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async ({ source, key }) => {
  const { sources } = policy;
  const changes = await updateWebhookKeys((keys) => {
    const maker = { now: new Date(), newKey };
    if (source === undefined) return withDueKeys(keys, sources, maker);
    return withNewKey(keys, { source, entered: key, sources }, maker);
  });
  for (const change of changes) log(change);
  return { changed: changes.map((change) => change.source) };
});

function log({ source, change }: KeyChange): void {
  if (change === 'rotated') logger.warn('A webhook key was rotated', { source, keyChange: 'rotated' });
  else logger.info('A webhook key was stored', { source, change });
}

function newKey(): string {
  const letters = randomBytes(4 * KEY_CHARACTERS)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return letters.slice(0, KEY_CHARACTERS);
}
