import inbox from 'aws-ses-v2-local';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Call, RawResponse, Service } from '../endpoint/service.ts';
import { isObject, type JsonObject, parseJson, textAt } from '../json.ts';
import { arn } from '../place.ts';
import { passOn } from './pass-on.ts';

/** The SES API v2, whose mails land in an inbox page instead of going out. */
export async function createSesService(inboxPort: number): Promise<Service> {
  await startInbox({ host: '127.0.0.1', port: inboxPort });
  const url = `http://127.0.0.1:${inboxPort}`;
  return {
    name: 'ses',
    actionPrefix: 'ses',
    errorStatuses: { TooManyRequestsException: 429, NotFoundException: 404 },
    operations: {
      SendEmail: { resources: (input) => [senderIdentities(input)], run: (_input, call) => send(url, call) },
    },
  };
}

/** The package is CommonJS with a default export, which is one level deeper for an ES module. */
function startInbox(config: { host: string; port: number }): Promise<unknown> {
  const module: unknown = inbox;
  const start = isObject(module) ? module['default'] : module;
  if (typeof start !== 'function') throw new Error('aws-ses-v2-local exports no server');
  return start(config);
}

/** Either the address or its domain is a verified identity; the policy names the one that is. */
function senderIdentities(input: JsonObject): string[] {
  const sender = textAt(input, 'FromEmailAddress') ?? '';
  const address = /<([^>]+)>/.exec(sender)?.[1] ?? sender;
  return [address, address.split('@').at(-1) ?? ''].map((identity) => arn('ses', `identity/${identity}`));
}

async function send(url: string, { request }: Call): Promise<RawResponse> {
  const response = await passOn(url, request);
  if (response.status < 400) return response;
  const answer = parseJson(response.body.toString())?.value;
  const detail = isObject(answer) ? (textAt(answer, 'detail') ?? textAt(answer, 'message')) : undefined;
  throw new AwsError('BadRequestException', detail ?? 'Bad Request', 400);
}
