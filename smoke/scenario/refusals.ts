import { GetAlternateContactCommand, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { stateMachineArn } from '../target/target.ts';
import { contactKey, contactOf } from './contact.ts';
import type { Context, Step } from './context.ts';
import { endOf, recordStatusEvents } from './end.ts';
import { changeRequest, sendRequest } from './request.ts';

/** No account has this id. */
const NOBODY = '000000000000';

/** Calls that AWS refuses. None of them can change anything. */
export const REFUSALS: Step = {
  title: 'Calls that are wrong are refused',
  async run(context) {
    await refusedContacts(context);
    await refusedExecutions(context);
    await refusedNames(context);
    await refusedPages(context);
  },
};

export const INVALID: Step = {
  title: 'A request for an account that does not exist is invalid',
  async run(context) {
    const request = changeRequest(context, 'invalid', contactOf(context, 'invalid'));
    const changes = request.changes.map((change) => ({ ...change, accountId: NOBODY }));
    const sent = await sendRequest(context, { ...request, changes });
    await endOf(context, sent, 'INVALID');
    await recordStatusEvents(context, sent, 'INVALID');
  },
};

async function refusedContacts({ target, record, sandbox }: Context): Promise<void> {
  const { account } = target.clients;
  const key = contactKey(target, sandbox);
  const get = (given: object) => () => account.send(new GetAlternateContactCommand({ ...key, ...given }));
  await record.call('account:GetAlternateContact', get({}));
  await record.call('account:GetAlternateContact, of nobody', get({ AccountId: NOBODY }));
  await record.call('account:GetAlternateContact, without digits', get({ AccountId: 'account' }));
  await record.call('account:GetAlternateContact, of no type', get({ AlternateContactType: 'LEGAL' }));
  const wrong = { Name: '', Title: 'Nobody', EmailAddress: 'nobody', PhoneNumber: 'nobody' };
  await record.call('account:PutAlternateContact, without sense', () =>
    account.send(new PutAlternateContactCommand({ ...key, ...wrong })),
  );
}

async function refusedExecutions({ target, record }: Context): Promise<void> {
  const { states } = target.clients;
  const machine = stateMachineArn(target);
  const start = (given: object) => () => states.send(new StartExecutionCommand({ stateMachineArn: machine, ...given }));
  await record.call('states:StartExecution, of nothing', start({ stateMachineArn: `${machine}-of-nobody` }));
  await record.call('states:StartExecution, without JSON', start({ input: 'no JSON' }));
  await record.call('states:StartExecution, with a wrong name', start({ name: 'no name?' }));
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:nobody`;
  await record.call('states:DescribeExecution, of nothing', () =>
    states.send(new DescribeExecutionCommand({ executionArn })),
  );
  await record.call('states:SendTaskSuccess, of nobody', () =>
    states.send(new SendTaskSuccessCommand({ taskToken: 'nobody', output: '{}' })),
  );
}

async function refusedNames({ target, record }: Context): Promise<void> {
  const { events, queues, secrets } = target.clients;
  const name = `${target.serviceName}-of-nobody`;
  const entry = { EventBusName: name, Source: 'smoke', DetailType: 'Smoke', Detail: '{}' };
  await record.call('events:PutEvents, to no bus', () => events.send(new PutEventsCommand({ Entries: [entry] })));
  const requested = { Source: 'alternate-contacts', DetailType: 'Alternate Contact Change Requested' };
  const noJson = { ...requested, EventBusName: target.serviceName, Detail: 'no JSON' };
  await record.call('events:PutEvents, without JSON', () => events.send(new PutEventsCommand({ Entries: [noJson] })));
  const foreign = { ...entry, EventBusName: target.serviceName };
  await record.call('events:PutEvents, of another source', () =>
    events.send(new PutEventsCommand({ Entries: [foreign] })),
  );
  await record.call('secretsmanager:GetSecretValue, of nothing', () =>
    secrets.send(new GetSecretValueCommand({ SecretId: name })),
  );
  await record.call('sqs:GetQueueUrl, of nothing', () => queues.send(new GetQueueUrlCommand({ QueueName: name })));
}

async function refusedPages({ target, record }: Context): Promise<void> {
  const { httpApiUrl } = target;
  await record.page('GET /approvals/{token}, unknown', `${httpApiUrl}/approvals/${'A'.repeat(43)}`);
  await record.page('GET of no route', `${httpApiUrl}/nothing`);
  await record.page('POST /requests, unsigned', `${httpApiUrl}/requests`, { method: 'POST', body: '{}' });
}
