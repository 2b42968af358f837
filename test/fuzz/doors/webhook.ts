import fc from 'fast-check';
import { payload, webhookUrl } from '../../integration/ticketing/sender.ts';
import { signedHeaders } from '../../integration/ticketing/sign.ts';
import { ask, type Door } from '../door.ts';
import { hostileText, mutated } from '../hostile-json.ts';
import { ACCOUNT, NUMBER } from '../marker.ts';

const SOURCES = ['standard', 'github', 'jira', 'jira-automation', 'zendesk', 'servicenow', 'freshservice'];

interface WebhookInput {
  source: string;
  path: string;
  contentType: string;
  body: string;
  isSigned: boolean;
}

const isWebhookInput = (input: unknown): input is WebhookInput => typeof Object(input).path === 'string';

/** Each sample asks for a contact of its own; the tickets stay the same, so that most inputs correct an earlier one. */
function sampleOf(source: string): object {
  return JSON.parse(
    payload(source)
      .replaceAll(/9000000001\d\d/g, ACCOUNT)
      .replace('portal-4711', `portal-${NUMBER}`),
  );
}

const webhook = (source: string): fc.Arbitrary<WebhookInput> =>
  fc.record({
    source: fc.constant(source),
    path: fc.oneof(
      { weight: 20, arbitrary: fc.constant(source) },
      {
        weight: 1,
        arbitrary: fc.oneof(hostileText, fc.constantFrom('__proto__', 'constructor', 'unknown', `iam/${source}`)),
      },
    ),
    contentType: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('text/plain', 'application/octet-stream', 'application/json; charset=latin1'),
      },
    ),
    body: fc.oneof({ weight: 9, arbitrary: mutated(sampleOf(source)) }, { weight: 1, arbitrary: hostileText }),
    isSigned: fc.boolean().map((rarely) => rarely || source !== 'standard'),
  });

/** Ticket systems, and those who pretend to be one. */
export const WEBHOOK_DOOR: Door = {
  name: 'webhook',
  inputs: fc.oneof(...SOURCES.map(webhook)),
  send: async (input, { stack }) => {
    if (!isWebhookInput(input)) throw new Error('this is no webhook');
    const { source, path, contentType, body, isSigned } = input;
    const proof = isSigned ? signedHeaders(source, body) : {};
    const url = webhookUrl(stack, path.split('/').map(encodeURIComponent).join('/'));
    return ask(url, { method: 'POST', headers: { 'content-type': contentType, ...proof }, body });
  },
};
