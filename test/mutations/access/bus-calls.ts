import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { eventsPutBy, type Put } from '../../unit/contract/puts.ts';
import type { Call } from './calls.ts';
import { deployedFunctions } from './function-calls.ts';
import { arn, MANAGEMENT_ACCOUNT, Resolver } from './resolver.ts';

const OWN = 'alternate-contacts';

/** What anybody asks for who may put events: the source that the documentation gives to producers. */
const ASKED = ['Alternate Contact Change Requested', 'Alternate Contact Change Cancellation Requested'].map((type) => ({
  source: OWN,
  type,
}));

/** What the functions find that look at contacts: each of them may say all of it. */
const FOUND = ['Alternate Contact Drift Detected', 'Alternate Contact Sweep Ended'].map((type) => ({
  source: OWN,
  type,
}));

/** Sources and types of nobody. */
const UNKNOWN = [
  { source: 'alternate-contacts.other', type: 'Alternate Contact Change Requested' },
  { source: OWN, type: 'Something Else' },
];

const OPERATOR = 'DeadLettersRole';

/** Who may say what on the bus of the service: each its own, even somebody whose own policies allow everything. */
export function busCalls(template: Template): Call[] {
  const putters = new Map(deployedFunctions(template).map(({ name, role }) => [role, eventsPutBy(name)]));
  putters.set(
    OPERATOR,
    Object.values(REPLAYED_TYPES).map((type) => ({ source: OWN, type })),
  );
  const said = unique([...ASKED, ...UNKNOWN, ...[...putters.values()].flat()]);
  const resource = new Resolver(template).arnOf('EventBus');
  const putting = (by: string, { source, type }: Put) => ({
    by,
    action: 'events:PutEvents',
    resource,
    context: { 'events:source': [source], 'events:detail-type': [type] },
  });
  const mayPut = (by: string, put: Put) => {
    const own = putters.get(by) ?? [];
    const isFinder = own.some((one) => FOUND.some((found) => isSame(one, found)));
    return [...ASKED, ...own, ...(isFinder ? FOUND : [])].some((one) => isSame(one, put));
  };
  return [
    ...ASKED.map((put) => putting('administrator', put)),
    ...(putters.get(OPERATOR) ?? []).map((put) => putting(OPERATOR, put)),
    ...forwarded(template),
    ...['administrator', ...putters.keys()].flatMap((by) =>
      said.filter((put) => !mayPut(by, put)).map((put) => ({ ...putting(by, put), decision: 'denied' as const })),
    ),
  ];
}

/** What the management account forwards to a service in another account: the events of the rules on organizations and on contacts. */
function forwarded(template: Template): Call[] {
  const patterns = ['OrganizationRule', 'ContactCallRule'].map(
    (rule) => template.Resources[rule]?.Properties?.['EventPattern'],
  );
  const call = {
    by: 'forwarder',
    account: MANAGEMENT_ACCOUNT,
    action: 'events:PutEvents',
    resource: arn('events', 'event-bus/default'),
  };
  return [
    ...patterns
      .flatMap((pattern) => asList(valueAt(pattern, 'source')))
      .map((source) => ({ ...call, context: { 'events:source': [String(source)] } })),
    { ...call, decision: 'not allowed' },
  ];
}

/** Queues, topics and buckets refuse whoever calls them without TLS, and nobody who calls them with it. */
export function plainCalls(template: Template): Call[] {
  const resolver = new Resolver(template);
  const calls: [string, string, string][] = [
    ['AWS::SQS::Queue', 'sqs:SendMessage', ''],
    ['AWS::SNS::Topic', 'sns:Publish', ''],
    ['AWS::S3::Bucket', 's3:ListBucket', ''],
    ['AWS::S3::Bucket', 's3:GetObject', '/key'],
  ];
  return calls.flatMap(([type, action, object]) =>
    resourcesOf(template, type).flatMap(({ id }): Call[] => {
      const call = { by: 'administrator', action, resource: `${resolver.arnOf(id)}${object}` };
      return [
        { ...call, context: { 'aws:SecureTransport': ['false'] }, decision: 'denied' },
        { ...call, context: { 'aws:SecureTransport': ['true'] } },
      ];
    }),
  );
}

function isSame(one: Put, other: Put): boolean {
  return one.source === other.source && one.type === other.type;
}

function unique(puts: Put[]): Put[] {
  return puts.filter((put, index) => puts.findIndex((other) => isSame(other, put)) === index);
}
