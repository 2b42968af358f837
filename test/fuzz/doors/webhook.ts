import fc from 'fast-check';
import { SOC } from '../../integration/requester.ts';
import { payload } from '../../integration/ticketing/sender.ts';
import { iamHeaders, signedHeaders } from '../../integration/ticketing/sign.ts';
import { ask, type Door } from '../door.ts';
import { hostileText, mutated } from '../hostile-json.ts';
import { ACCOUNT, NUMBER } from '../marker.ts';

const SOURCES = ['standard', 'github', 'jira', 'jira-automation', 'zendesk', 'servicenow', 'freshservice'];

/** What comes in by calls that are signed with AWS credentials. */
const SIGNED_CALLS = {
  '/requests': {
    requestId: `fuzz-${NUMBER}`,
    requestedBy: 'jane@example.com',
    reason: 'The security mailbox moves',
    source: { system: 'cli' },
    changes: [{ accountId: ACCOUNT, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
  },
  '/cancellations': { requestId: `fuzz-${NUMBER}`, reason: 'not needed any more', source: { system: 'fuzz' } },
};

interface WebhookInput {
  /** Whose proof it has; `iam` for a signature of AWS. */
  proof: string;
  path: string;
  contentType: string;
  body: string;
}

const isWebhookInput = (input: unknown): input is WebhookInput => typeof Object(input).proof === 'string';

/** Each sample asks for a contact of its own; the tickets stay the same, so that most inputs correct an earlier one. */
function sampleOf(source: string): object {
  const text = payload(source).replaceAll(/9000000001\d\d/g, ACCOUNT);
  return JSON.parse(text.replace('portal-4711', `portal-${NUMBER}`));
}

const call = (proof: string, path: string, sample: object): fc.Arbitrary<WebhookInput> =>
  fc.record({
    proof: fc.oneof({ weight: 9, arbitrary: fc.constant(proof) }, { weight: 1, arbitrary: fc.constant('none') }),
    path: fc.oneof(
      { weight: 20, arbitrary: fc.constant(path) },
      { weight: 1, arbitrary: hostileText.map((text) => `/webhooks/${encodeURIComponent(text.toWellFormed())}`) },
      { weight: 1, arbitrary: fc.constantFrom('/webhooks/__proto__', '/webhooks/unknown', '/webhooks/iam/servicenow') },
    ),
    contentType: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('text/plain', 'application/octet-stream', 'application/json; charset=latin1'),
      },
    ),
    body: fc.oneof({ weight: 9, arbitrary: mutated(sample) }, { weight: 1, arbitrary: hostileText }),
  });

/** Ticket systems and people who sign, and those who pretend to be one of them. */
export const WEBHOOK_DOOR: Door = {
  name: 'webhook',
  inputs: fc.oneof(
    ...SOURCES.map((source) => call(source, `/webhooks/${source}`, sampleOf(source))),
    ...Object.entries(SIGNED_CALLS).map(([path, sample]) => call('iam', path, sample)),
  ),
  send: async (input, { stack }) => {
    if (!isWebhookInput(input)) throw new Error('this is no webhook');
    const { proof, path, contentType, body } = input;
    const url = `${stack.httpApiUrl}${path}`;
    const headers = { ...(await proofOf(proof, url, body)), 'content-type': contentType };
    return ask(url, { method: 'POST', headers, body });
  },
};

async function proofOf(proof: string, url: string, body: string): Promise<Record<string, string>> {
  if (proof === 'none') return {};
  return proof === 'iam' ? iamHeaders(url, body) : signedHeaders(proof, body);
}
