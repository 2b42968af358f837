import { randomUUID } from 'node:crypto';
import { currentDate } from '../clock/clock.ts';
import type { Call, Caller, Operation, Service } from '../endpoint/service.ts';
import { isObject, type JsonObject } from '../json.ts';
import { REGION, type StackAccount } from '../stack-account.ts';
import type { EventBuses } from './event-buses.ts';

/** Which calls of a service are told, and which members of their inputs are shown, or only named as personal data. */
interface Told {
  operations: string[];
  shown: string[];
  hidden: string[];
}

/** The calls that change something, by service. @see https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html */
const TOLD: Record<string, Told> = {
  account: {
    operations: ['PutAlternateContact', 'DeleteAlternateContact'],
    shown: ['AccountId', 'AlternateContactType'],
    hidden: ['EmailAddress', 'Name', 'PhoneNumber', 'Title'],
  },
  organizations: {
    operations: ['MoveAccount', 'TagResource', 'UntagResource'],
    shown: ['AccountId', 'SourceParentId', 'DestinationParentId', 'ResourceId', 'Tags', 'TagKeys'],
    hidden: [],
  },
};

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/**
 * Lets the stack's account hear on its default bus, as CloudTrail and EventBridge do, of the calls of a service by which it has
 * changed something. Those of other accounts are told to them.
 */
export function tellingCalls(service: Service, buses: EventBuses, account: StackAccount): Service {
  const told = TOLD[service.name] ?? { operations: [], shown: [], hidden: [] };
  const operations = Object.entries(service.operations).map(([name, operation]): [string, Operation] => {
    if (!told.operations.includes(name)) return [name, operation];
    const run: Operation['run'] = async (input, call) => {
      const answer = await operation.run(input, call);
      if (call.caller.accountId !== account.id) return answer;
      const detail = { ...detailOf(call), ...names(service.name, name), requestParameters: parametersOf(input, told) };
      buses.put('default', { Source: `aws.${service.name}`, DetailType: 'AWS API Call via CloudTrail' }, detail);
      return answer;
    };
    return [name, { ...operation, run }];
  });
  return { ...service, operations: Object.fromEntries(operations) };
}

function names(service: string, eventName: string): JsonObject {
  return { eventSource: `${service}.amazonaws.com`, eventName };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function detailOf({ caller, request: { headers } }: Call): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(caller),
    eventTime: currentDate()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    awsRegion: REGION,
    sourceIPAddress: '127.0.0.1',
    userAgent: headers['user-agent'] ?? '-',
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: caller.accountId,
    eventCategory: 'Management',
  };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function identityOf({ kind, accountId, arn, userId, id }: Caller): JsonObject {
  const identity = { principalId: userId, arn, accountId, accessKeyId: id };
  const userName = arn.split('/')[1] ?? '';
  if (kind === 'user') return { type: 'IAMUser', ...identity, userName };
  const issuer = { type: 'Role', principalId: userId.split(':')[0], accountId, userName };
  const roleArn = `arn:aws:iam::${accountId}:role/${userName}`;
  return {
    type: 'AssumedRole',
    ...identity,
    accessKeyId: `ASIA${userName.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`,
    sessionContext: { sessionIssuer: { ...issuer, arn: roleArn }, attributes: { mfaAuthenticated: 'false' } },
  };
}

function parametersOf(input: JsonObject, { shown, hidden }: Told): JsonObject {
  const known = Object.entries(input).filter(([name]) => shown.includes(name) || hidden.includes(name));
  return lowered(Object.fromEntries(known.map(([name, value]) => [name, hidden.includes(name) ? HIDDEN : value])));
}

/** Members begin in lower case in CloudTrail. */
function lowered(input: JsonObject): JsonObject {
  const members = Object.entries(input).map(([name, value]) => [
    `${name[0]?.toLowerCase()}${name.slice(1)}`,
    Array.isArray(value) ? value.map((item) => (isObject(item) ? lowered(item) : item)) : value,
  ]);
  return Object.fromEntries(members);
}
