import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import { Webhook } from 'standardwebhooks';
import { until } from '../wait.ts';
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
    const key = await readKey(context);
    const before = await listedExecutions(context);
    await post(context, 'without a signature', body, {});
    await post(context, 'with a wrong signature', body, signed(WRONG_KEY, body, context.runId));
    await post(context, 'signed', body, signed(key, body, context.runId));
    const request = await findRequest(context, changeRequest(context, 'webhook', contact).requestId, before);
    await endOf(context, request, 'UNCHANGED');
  },
};

const WRONG_KEY = Buffer.from('a secret that nobody has').toString('base64');

function webhookBody(context: Context, contact: ContactFields): string {
  const data = changeRequest(context, 'webhook', contact);
  return JSON.stringify({ type: 'alternate-contact.change.requested', timestamp: new Date().toISOString(), data });
}

/** Waits for the key, which is made within five minutes of the deployment. @throws SmokeError when it is not */
async function readKey({ target, record, signal }: Context): Promise<string> {
  const { secrets } = target.clients;
  const read = () => secrets.send(new GetSecretValueCommand({ SecretId: `${target.serviceName}/webhooks` }));
  const patience = { signal, seconds: 400 };
  const key = await until(`key of the ticket source ${WEBHOOK_SOURCE}`, patience, async () => {
    const answer = await read().catch(unlessEmpty);
    const keys = parseJson(answer?.SecretString ?? '')?.value;
    return isObject(keys) ? textAt(objectAt(keys, WEBHOOK_SOURCE), 'current') : undefined;
  });
  await record.call('secretsmanager:GetSecretValue', read);
  return key;
}

/** A secret without a version is not found. */
function unlessEmpty(error: unknown): undefined {
  if (!(error instanceof ResourceNotFoundException)) throw error;
}

function signed(key: string, body: string, id: string): Record<string, string> {
  const now = new Date();
  const signature = new Webhook(key).sign(id, now, body);
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
