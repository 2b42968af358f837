import { randomBytes } from 'node:crypto';
import validInput from '../schemas/compiled/rotate-webhook-secret.input.js';
import validOutput from '../schemas/compiled/rotate-webhook-secret.output.js';
import { makeCurrent, storePending } from './aws/secret-rotation.ts';
import { WEBHOOK_SECRET_CHARACTERS } from './domain/policy/webhook-secret.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logger } from './runtime/logger.ts';

/**
 * Gives a webhook's secret a new value, step by step as Secrets Manager asks for it. No ticket system takes its secret from
 * here: somebody has to enter it there, as long as the one before counts too.
 */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ SecretId, ClientRequestToken, Step }) => {
    if (Step === 'createSecret') await storePending(SecretId, ClientRequestToken, randomSecret());
    if (Step === 'finishSecret' && (await makeCurrent(SecretId, ClientRequestToken))) {
      logger.warn('A webhook secret was rotated', { secret: SecretId, secretChange: 'rotated' });
    }
    return { step: Step };
  },
);

function randomSecret(): string {
  const letters = randomBytes(4 * WEBHOOK_SECRET_CHARACTERS)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return letters.slice(0, WEBHOOK_SECRET_CHARACTERS);
}
