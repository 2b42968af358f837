import { Server } from 'node:http';
import inbox from 'aws-ses-v2-local';
import { currentDate, currentTime } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { anyResource, type Call, type Operation, type RawResponse, type Service } from '../endpoint/service.ts';
import type { EventBuses } from '../events/event-buses.ts';
import { isObject, type JsonObject, objectsAt, parseJson, textAt } from '../json.ts';
import { dateMail } from '../mail/mail-date.ts';
import { simulateMailboxes } from '../mail/mailbox-simulator.ts';
import { checkMessageTags } from '../mail/message-tags.ts';
import { checkAddresses } from '../mail/recipients.ts';
import type { SendingAccount } from '../mail/sending-account.ts';
import { recipientsOf, senderAddress } from '../mail/sent-mail.ts';
import { refuseOtherSites } from '../net/other-sites.ts';
import type { StackAccount } from '../stack-account.ts';
import type { ConfigurationSetModel } from '../template/configuration-sets.ts';
import { passOn } from './pass-on.ts';

export interface SesOptions {
  account: StackAccount;
  inboxPort: number;
  configurationSets: ConfigurationSetModel[];
  /** Where bounces and complaints are published. */
  buses: EventBuses;
  sendingAccount: SendingAccount;
  /** The mails of an earlier run; nothing where no mail is kept for the next one. */
  kept?: Map<string, JsonObject> | undefined;
}

/** The SES API v2. Mails land on an inbox page instead of being sent. */
export async function startSes(options: SesOptions): Promise<Service & { server: Server }> {
  const { account, inboxPort, configurationSets, buses, sendingAccount, kept } = options;
  const server = await startInbox({ host: '127.0.0.1', port: inboxPort });
  refuseOtherSites(server);
  const url = `http://127.0.0.1:${inboxPort}`;
  if (kept) await restore(url, kept);
  const sendEmail = async (input: JsonObject, call: Call) => {
    checkAddresses(input);
    checkMessageTags(objectsAt(input, 'EmailTags'));
    const configurationSet = findConfigurationSet(configurationSets, input);
    sendingAccount.admit(textAt(input, 'FromEmailAddress') ?? '', recipientsOf(input));
    const { response, messageId } = await deliver(url, call);
    dateMail(messageId, currentTime());
    kept?.set(messageId, { path: call.request.path, body: call.request.body.toString(), at: currentTime() });
    if (configurationSet) {
      simulateMailboxes({ account, messageId, sentAt: currentDate(), configurationSet, input }, buses);
    }
    return response;
  };
  return {
    server,
    name: 'ses',
    actionPrefix: 'ses',
    errorStatuses: { AccessDeniedException: 403, NotFoundException: 404, TooManyRequestsException: 429 },
    operations: {
      SendEmail: {
        resources: (input) => sendingResources(account, input),
        context: (input) => ({ 'ses:FromAddress': [senderAddress(input)] }),
        run: sendEmail,
      },
      ...accountOperations(account, sendingAccount),
    },
  };
}

/** What SES says about the account and its identities. */
function accountOperations(account: StackAccount, sendingAccount: SendingAccount): Record<string, Operation> {
  const identity = (input: JsonObject) => textAt(input, 'EmailIdentity') ?? '';
  return {
    GetAccount: { resources: anyResource, run: () => sendingAccount.describe() },
    GetEmailIdentity: {
      resources: (input) => [account.arn('ses', `identity/${identity(input)}`)],
      run: (input) => sendingAccount.identity(identity(input)),
    },
  };
}

/** aws-ses-v2-local is CommonJS with a default export, which an ES module finds one level deeper. */
async function startInbox(config: { host: string; port: number }): Promise<Server> {
  const module: unknown = inbox;
  const start = isObject(module) ? module['default'] : module;
  if (typeof start !== 'function') throw new Error('aws-ses-v2-local exports no server');
  const server: unknown = await start(config);
  if (!(server instanceof Server)) throw new Error('aws-ses-v2-local started no server');
  return server;
}

/**
 * The sender's identity and the configuration set, if the mail has one. Either the address or its domain is a verified
 * identity; the policy names the one that is.
 */
function sendingResources(account: StackAccount, input: JsonObject): (string | string[])[] {
  const address = senderAddress(input);
  const names = [address, address.split('@').at(-1) ?? ''];
  const identities = names.map((identity) => account.arn('ses', `identity/${identity}`));
  const configurationSet = textAt(input, 'ConfigurationSetName');
  if (configurationSet === undefined) return [identities];
  return [identities, account.arn('ses', `configuration-set/${configurationSet}`)];
}

function findConfigurationSet(sets: ConfigurationSetModel[], input: JsonObject): ConfigurationSetModel | undefined {
  const wanted = textAt(input, 'ConfigurationSetName');
  const found = sets.find(({ name }) => name === wanted);
  if (found || wanted === undefined) return found;
  throw new AwsError('NotFoundException', `Configuration set <${wanted}> does not exist.`, 404);
}

/** Puts the mails of an earlier run into the inbox again, where they get other ids. */
async function restore(url: string, kept: Map<string, JsonObject>): Promise<void> {
  for (const { path, body, at } of kept.values()) {
    const { body: answer } = await passOn(url, mailRequest(path, body));
    const parsed = parseJson(answer.toString())?.value;
    if (typeof at === 'number' && isObject(parsed)) dateMail(textAt(parsed, 'MessageId') ?? '', at);
  }
}

/** The call that sent a mail in an earlier run. */
function mailRequest(path: unknown, body: unknown): Call['request'] {
  const headers = { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 Credential=local/' };
  return { method: 'POST', path: String(path), headers, body: Buffer.from(String(body)) };
}

async function deliver(url: string, { request }: Call): Promise<{ response: RawResponse; messageId: string }> {
  const response = await passOn(url, request);
  const parsed = parseJson(response.body.toString())?.value;
  const answer = isObject(parsed) ? parsed : {};
  if (response.status < 400) return { response, messageId: textAt(answer, 'MessageId') ?? '' };
  const detail = textAt(answer, 'detail') ?? textAt(answer, 'message');
  throw new AwsError('BadRequestException', detail ?? 'Bad Request', 400);
}
