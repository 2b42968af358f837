import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import { pascalCase } from '../../../resources/function-names.ts';
import { resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { organizationEventNames } from '../../unit/contract/organization-event-names.ts';
import { listAt } from '../../unit/contract/sources.ts';
import { type Schema, schemaFiles } from '../../unit/schemas/schema-files.ts';
import { defaultPolicy } from '../../unit/webhooks/payloads.ts';
import { ACCOUNT, MANAGEMENT_ACCOUNT, Resolver } from '../access/resolver.ts';

/** An event, as far as patterns look at it, and the logical ids of the rules that it reaches. */
export interface Sample {
  event: { source: string; 'detail-type': string; detail: unknown; account?: string };
  reaches: string[];
}

const OWN = 'alternate-contacts';
const FOUND = 'Alternate Contact Baseline Due';
const COMMENT = 'Alternate Contact Ticket Comment';

/** What the ticket asked for is in place, so there is nothing left to do. */
const DONE = ['APPLIED', 'UNCHANGED'];

/** One event of each kind that rules are for, and of those that they must leave alone. */
export function samples(template: Template): Sample[] {
  return [
    ...asked(),
    ...[MANAGEMENT_ACCOUNT, ACCOUNT].flatMap((account) => ofOrganization('OrganizationRule', account)),
    ...fromElsewhere(ofOrganization('OrganizationRule')),
    ...[MANAGEMENT_ACCOUNT, ACCOUNT].flatMap((account) => ofContacts('ContactCallRule', account)),
    ...fromElsewhere(ofContacts('ContactCallRule')),
    ofOwnCall(template),
    ...ofMails(template),
    ...ofExecutions(template),
    ...ofTickets(),
  ];
}

/** Each source asks for changes and cancellations; what the service says of itself starts nothing. */
function asked(): Sample[] {
  const sources = valuesOf(schemaOf('request-event').properties?.['source']);
  const types = ['request-event', 'cancellation-event'].map(
    (name) => valuesOf(schemaOf(name).properties?.['detail-type'])[0] ?? '',
  );
  const campaign = { changeSet: { sha256: 'a' } };
  const rules = ['ChangeRequestedRule', 'CancellationRequestedRule'];
  const own = ['Alternate Contact Change Request Status Changed', 'Alternate Contact Audit Recorded'];
  return [
    ...sources.flatMap((source) =>
      types.map((type, index) => sample([source, type, {}], rules.slice(index, index + 1))),
    ),
    ...sources.map((source) => sample([source, types[0] ?? '', campaign], ['CampaignRequestedRule'])),
    sample([OWN, types[1] ?? '', campaign], ['CancellationRequestedRule']),
    sample(['other', types[0] ?? '', campaign], []),
    sample([`${OWN}.organization`, FOUND, {}], ['BaselineDueRule']),
    sample([OWN, FOUND, {}], []),
    sample([`${OWN}.organization`, 'other', {}], []),
    ...types.map((type) => sample(['other', type, {}], [])),
    ...own.map((type) => sample([OWN, type, {}], [])),
  ];
}

/**
 * What the code reads of AWS Organizations and Control Tower is for one rule.
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 */
export function ofOrganization(rule: string, account = ACCOUNT): Sample[] {
  const sourceOf = (name: string) => (name.endsWith('ManagedAccount') ? 'aws.controltower' : 'aws.organizations');
  return [
    ...organizationEventNames().map((eventName) => sample([sourceOf(eventName), 'any', { eventName }], [rule])),
    sample(['aws.organizations', 'any', { eventName: 'ListAccounts' }], []),
    sample(['other', 'any', { eventName: 'MoveAccount' }], []),
  ].map(({ event, reaches }) => ({ event: { ...event, account }, reaches }));
}

/** Calls that change contacts, by somebody in a role or in none, and another call. */
export function ofContacts(rule: string, account = ACCOUNT): Sample[] {
  return [
    ...['PutAlternateContact', 'DeleteAlternateContact'].flatMap((eventName) =>
      ['arn:aws:iam::111111111111:role/other', undefined].map((role) => sample(ofCall(eventName, role), [rule])),
    ),
    sample(ofCall('GetAlternateContact', undefined), []),
    sample(['other', 'any', { eventName: 'PutAlternateContact' }], []),
  ].map(({ event, reaches }) => ({ event: { ...event, account }, reaches }));
}

/** What the service changes is no news. */
function ofOwnCall(template: Template): Sample {
  const { event } = sample(ofCall('PutAlternateContact', new Resolver(template).arnOf('ApplyChangeRole')), []);
  return { event: { ...event, account: ACCOUNT }, reaches: [] };
}

function ofCall(eventName: string, role: string | undefined): [string, string, unknown] {
  const userIdentity = role === undefined ? {} : { sessionContext: { sessionIssuer: { arn: role } } };
  return ['aws.account', 'any', { eventName, userIdentity }];
}

/** The same of an account of another organization that may put events on the default bus, too. */
function fromElsewhere(samples: Sample[]): Sample[] {
  return samples.map(({ event }) => ({ event: { ...event, account: '888888888888' }, reaches: [] }));
}

/** Of this service, and not of others that send mails from the account. */
function ofMails(template: Template): Sample[] {
  const { source, 'detail-type': type } = schemaOf('mail-event').properties ?? {};
  const [set] = resourcesOf(template, 'AWS::SES::ConfigurationSet').map(({ properties }) => properties['Name']);
  const [ses = ''] = valuesOf(source);
  const mail = (name: unknown) => ({ mail: { tags: { 'ses:configuration-set': [name] } } });
  return valuesOf(type).flatMap((each) => [
    sample([ses, each, mail(set)], ['UndeliveredMailRule']),
    sample([ses, each, mail('other')], []),
    sample([ses, 'Email Delivered', mail(set)], []),
    sample(['other', each, mail(set)], []),
  ]);
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function ofExecutions(template: Template): Sample[] {
  const end = valueAt(schemaOf('tasks/record-outcome'), '$defs', 'input', 'properties', 'end', 'properties', 'status');
  const [stateMachineArn, campaign] = ['ChangeRequestStateMachine', 'CampaignStateMachine'].map((id) =>
    new Resolver(template).arnOf(id),
  );
  const type = 'Step Functions Execution Status Change';
  return [
    ...listAt(end, 'enum').flatMap((status) =>
      [stateMachineArn, campaign].map((arn) =>
        sample(['aws.states', type, { stateMachineArn: arn, status }], ['ExecutionEndedRule']),
      ),
    ),
    ...['RUNNING', 'SUCCEEDED'].map((status) => sample(['aws.states', type, { stateMachineArn, status }], [])),
    sample(['aws.states', type, { stateMachineArn: 'other', status: 'FAILED' }], []),
    sample(['aws.states', 'other', { stateMachineArn, status: 'FAILED' }], []),
    sample(['other', type, { stateMachineArn, status: 'FAILED' }], []),
    sample([OWN, REPLAYED_TYPES.executionEnd, {}], ['ExecutionEndReplayedRule']),
    sample(['other', REPLAYED_TYPES.executionEnd, {}], []),
  ];
}

/** Tickets of each system with a reference are told each status, and are done with some; a replay is for one of the two rules. */
function ofTickets(): Sample[] {
  const systems = Object.entries(defaultPolicy.sources ?? {}).flatMap(([name, { reference }]) =>
    reference === undefined ? [] : [name],
  );
  const statuses = listAt(schemaOf('status-event'), '$defs', 'status', 'enum').map(String);
  return [...systems.map((system) => ({ system, rules: rulesOf(system) })), { system: 'cli', rules: [] }].flatMap(
    ({ system, rules: [comments = [], closing = []] }) =>
      statuses.flatMap((status) => {
        const detail = { source: { system }, request: { status } };
        const done = DONE.includes(status) ? closing : [];
        return [
          sample([OWN, COMMENT, detail], [...comments, ...done]),
          sample([OWN, REPLAYED_TYPES.comment, detail], comments),
          sample([OWN, REPLAYED_TYPES.completion, detail], done),
          sample(['other', COMMENT, detail], []),
        ];
      }),
  );
}

/** Each system has a rule that comments and one that closes; some have a second source, as `jira-automation` is one of Jira. */
function rulesOf(system: string): string[][] {
  const product = pascalCase(system.split('-')[0] ?? '');
  return [[`${product}CommentRule`], [`${product}DoneRule`]];
}

function sample([source, type, detail]: [string, string, unknown], reaches: string[]): Sample {
  return { event: { source, 'detail-type': type, detail }, reaches };
}

function schemaOf(name: string): Schema {
  const found = schemaFiles.find(({ path }) => path === `${name}.schema.json`);
  if (!found) throw new Error(`there is no schema ${name}`);
  return found.schema;
}

function valuesOf(schema: Schema | undefined): string[] {
  return [...listAt(schema, 'const'), ...listAt(schema, 'enum')].map(String);
}
