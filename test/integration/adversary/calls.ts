import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { TestStack } from '../stack.ts';

/** The clients of one function: they sign with its name, so that the endpoint enforces its role. */
export function clientsOf({ client, health }: TestStack, functionName: string) {
  const settings = { ...client, credentials: { accessKeyId: functionName, secretAccessKey: 'local' } };
  return {
    ...health,
    table: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    kms: new KMSClient(settings),
    stepFunctions: new SFNClient(settings),
    eventBridge: new EventBridgeClient(settings),
    account: new AccountClient(settings),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** A call that a role allows or not. */
export interface Call<Answer> {
  /** What the role must allow. */
  power: string;
  make: (clients: Clients) => Promise<Answer>;
  /** The same call without an effect: it ends in another error than one that says that it is not allowed. */
  probe: (clients: Clients) => Promise<unknown>;
}

/** Puts an item into the table, whatever was there. */
export function put(item: { pk: string; [attribute: string]: unknown }): Call<unknown> {
  const prefix = item.pk.split('#')[0];
  const impossible = 'attribute_exists(pk) AND attribute_not_exists(pk)';
  return {
    power: `put ${prefix}#`,
    make: ({ table, eventBusName: TableName }) => table.send(new PutCommand({ TableName, Item: item })),
    probe: ({ table, eventBusName: TableName }) =>
      table.send(new PutCommand({ TableName, Item: { pk: `${prefix}#probe` }, ConditionExpression: impossible })),
  };
}

/** Signs a text with a key of the stack. The answer is in base64. */
export function sign(key: 'votes' | 'pre-approvals', text: string): Call<string> {
  const make = async ({ kms, eventBusName }: Clients) => {
    const { Signature = new Uint8Array() } = await kms.send(
      new SignCommand({
        KeyId: `alias/${eventBusName}-${key}`,
        Message: Buffer.from(text),
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    return Buffer.from(Signature).toString('base64');
  };
  return { power: `sign ${key}`, make, probe: make };
}

/** Ends the wait for a token as if there were an approval. */
export function wake(taskToken: string): Call<unknown> {
  const send = (token: string) => new SendTaskSuccessCommand({ taskToken: token, output: '{"status":"APPROVED"}' });
  return {
    power: 'wake',
    make: ({ stepFunctions }) => stepFunctions.send(send(taskToken)),
    probe: ({ stepFunctions }) => stepFunctions.send(send('probe')),
  };
}

/** Fails the task that waits for a token. */
export function fail(taskToken: string): Call<unknown> {
  const send = (token: string) => new SendTaskFailureCommand({ taskToken: token });
  return {
    power: 'fail',
    make: ({ stepFunctions }) => stepFunctions.send(send(taskToken)),
    probe: ({ stepFunctions }) => stepFunctions.send(send('probe')),
  };
}

/** Starts the workflow with an event that nobody has put. */
export function start(event: object): Call<unknown> {
  const send = (stateMachineArn: string, name?: string) =>
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(event) });
  return {
    power: 'start',
    make: ({ stepFunctions, stateMachineArn }) => stepFunctions.send(send(stateMachineArn)),
    probe: ({ stepFunctions, stateMachineArn }) => stepFunctions.send(send(stateMachineArn, 'no name?')),
  };
}

/** Puts an event on the service's bus. */
export function putEvent({ Source, DetailType, Detail }: PutEventsRequestEntry): Call<unknown> {
  const send = (EventBusName: string, detail: string | undefined) =>
    new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType, Detail: detail }] });
  return {
    power: `put ${DetailType} by ${Source}`,
    make: ({ eventBridge, eventBusName }) => eventBridge.send(send(eventBusName, Detail)),
    probe: ({ eventBridge, eventBusName }) => eventBridge.send(send(eventBusName, 'no JSON')),
  };
}

/** Changes a SECURITY contact without the service. */
export function changeContact(accountId: string, contact: Contact): Call<unknown> {
  const { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber } = contact;
  const send = (PhoneNumber: string) =>
    new PutAlternateContactCommand({
      ...{ AccountId: accountId, AlternateContactType: 'SECURITY', Name, Title, EmailAddress, PhoneNumber },
    });
  return {
    power: 'change contacts',
    make: ({ account }) => account.send(send(phoneNumber)),
    probe: ({ account }) => account.send(send('no number')),
  };
}
