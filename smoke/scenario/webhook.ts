import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { SmokeError } from '../errors.ts';
import { asRequested, type ContactFields, contactOf, readContact } from './contact.ts';
import type { Context, Step } from './context.ts';
import { endOf } from './end.ts';
import { changeRequest, findRequest, listedExecutions } from './request.ts';

/** The ticket source of the policy that a smoke run deploys. */
export const WEBHOOK_SOURCE = 'standard';

/**
 * Sends webhooks with a wrong and with a right signature. What the right one asks for is in place already, so nobody has to
 * approve it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const WEBHOOK: Step = {
  title: 'A signed webhook is taken, others are not',
  async run(context) {
    const { target, sandbox } = context;
    const current = await readContact(target, sandbox);
    const contact = current ? asRequested(current) : contactOf(context, 'webhook');
    const body = webhookBody(context, contact);
    const secret = await readSecret(context);
    const before = await listedExecutions(context);
    await post(context, 'without a signature', body, {});
    await post(context, 'with a wrong signature', body, signed(WRONG_SECRET, body, context.runId));
    await post(context, 'signed', body, signed(secret, body, context.runId));
    const request = await findRequest(context, changeRequest(context, 'webhook', contact).requestId, before);
    await endOf(context, request, 'UNCHANGED');
  },
};

const WRONG_SECRET = Buffer.from('a secret that nobody has').toString('base64');

function webhookBody(context: Context, contact: ContactFields): string {
  const data = changeRequest(context, 'webhook', contact);
  return JSON.stringify({ type: 'alternate-contact.change.requested', timestamp: new Date().toISOString(), data });
}

/** @throws SmokeError when the secret has no text */
async function readSecret({ target, record }: Context): Promise<string> {
  const { secrets } = target.clients;
  const command = () => new GetSecretValueCommand({ SecretId: `${target.serviceName}/webhooks/${WEBHOOK_SOURCE}` });
  await record.call('secretsmanager:GetSecretValue', () => secrets.send(command()));
  const { SecretString } = await secrets.send(command());
  if (SecretString === undefined) throw new SmokeError('The secret of the webhooks has no text');
  return SecretString;
}

function signed(secret: string, body: string, id: string): Record<string, string> {
  const now = new Date();
  const signature = new Webhook(secret).sign(id, now, body);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signature,
  };
}

async function post({ target, record }: Context, how: string, body: string, proof: Record<string, string>) {
  const headers = { 'content-type': 'application/json', ...proof };
  const url = `${target.httpApiUrl}/webhooks/${WEBHOOK_SOURCE}`;
  await record.page(`POST /webhooks/{source}, ${how}`, url, { method: 'POST', headers, body });
}
