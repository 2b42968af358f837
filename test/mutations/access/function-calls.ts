import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { type AwsCall, awsCallsOf, INVENTORY } from '../../unit/contract/aws-calls.ts';
import { eventsPutBy } from '../../unit/contract/puts.ts';
import type { Call } from './calls.ts';
import { objectCalls } from './object-calls.ts';
import { ACCOUNT, arn, MANAGEMENT_ACCOUNT, ORGANIZATION, Resolver } from './resolver.ts';

/** A function of the template. */
interface DeployedFunction {
  id: string;
  /** As its file is called: `apply-change`. */
  name: string;
  /** As AWS calls it. */
  deployedName: string;
  role: string;
  isTraced: boolean;
  environment: Record<string, string>;
}

/** What is called of AWS, and what that call says of itself. */
type About = Omit<Call, 'by' | 'action'>;

/** What the functions call: their code says so; writing logs and traces is what Lambda does in their names. */
export function functionCalls(template: Template): Call[] {
  return deployedFunctions(template).flatMap((deployed) => [
    ...runtimeCalls(deployed),
    ...keptEvents(template, deployed),
    ...objectCalls(template, deployed.name).map((call) => ({ by: deployed.role, ...call })),
    ...awsCallsOf(`functions/${deployed.name}.ts`).flatMap((call) =>
      aboutOf(call, template, deployed).map((about) => ({ by: deployed.role, action: call.action, ...about })),
    ),
  ]);
}

/** The functions of a template. */
export function deployedFunctions(template: Template): DeployedFunction[] {
  const resolver = new Resolver(template);
  return resourcesOf(template, 'AWS::Lambda::Function').map(({ id, properties }) => ({
    id,
    name: /^functions\/([\w-]+)\.handler$/.exec(String(properties['Handler']))?.[1] ?? id,
    deployedName: resolver.text(properties['FunctionName']),
    role: String(asList(valueAt(properties['Role'], 'Fn::GetAtt'))[0]),
    isTraced: valueAt(properties, 'TracingConfig', 'Mode') === 'Active',
    environment: Object.fromEntries(
      Object.entries(Object(valueAt(properties, 'Environment', 'Variables'))).map(([key, value]) => [
        key,
        resolver.text(value),
      ]),
    ),
  }));
}

/**
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
function runtimeCalls({ role, deployedName, isTraced }: DeployedFunction): Call[] {
  const stream = arn('logs', `log-group:/aws/lambda/${deployedName}:log-stream:2026`);
  return [
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ by: role, action, resource: stream })),
    ...(isTraced ? ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] : []).map((action) => ({
      by: role,
      action,
      resource: '*',
    })),
  ];
}

/** Lambda keeps the events that a function failed to handle. */
function keptEvents(template: Template, { id, role }: DeployedFunction): Call[] {
  return resourcesOf(template, 'AWS::Lambda::EventInvokeConfig')
    .filter(({ properties }) => valueAt(properties['FunctionName'], 'Ref') === id)
    .flatMap(({ properties }) => asList(valueAt(properties, 'DestinationConfig', 'OnFailure', 'Destination')))
    .map((queue) => ({ by: role, action: 'sqs:SendMessage', resource: new Resolver(template).text(queue) }));
}

function aboutOf(call: AwsCall, template: Template, deployed: DeployedFunction): About[] {
  const { action, keys } = call;
  const resolver = new Resolver(template);
  const [service = ''] = action.split(':');
  const about: Record<string, () => About[]> = {
    account: () => [
      { resource: `arn:aws:account::${ACCOUNT}:account` },
      { resource: `arn:aws:account::${MANAGEMENT_ACCOUNT}:account/${ORGANIZATION}/222222222222` },
    ],
    dynamodb: () => [aboutTable(keys, resolver)],
    events: () =>
      eventsPutBy(deployed.name).map(({ source, type }) => ({
        resource: resolver.arnOf('EventBus'),
        context: { 'events:source': [source], 'events:detail-type': [type] },
      })),
    iam: () => [{ resource: `arn:aws:iam::${ACCOUNT}:${action === 'iam:ListUserTags' ? 'user' : 'role'}/jane` }],
    kms: () => keysOf(template, deployed),
    organizations: () => [{ resource: '*' }],
    secretsmanager: () => secretsOf(template, deployed).map((resource) => ({ resource })),
    ses: () => mailsOf(action, template),
    states: () => (action === 'states:DescribeExecution' ? executionsOf(deployed, resolver) : wakesOf(resolver)),
    sts: () => [{ resource: resolver.text({ Ref: 'ManagementRoleArn' }) }],
  };
  return about[service]?.() ?? [];
}

/** A sweep looks at another one; whatever else looks at an execution does so for a request, which may be a campaign. */
function executionsOf({ name }: DeployedFunction, resolver: Resolver): About[] {
  const ofRequests = ['ChangeRequestStateMachine', 'CampaignStateMachine'];
  const machines = name === 'list-accounts' ? ['SweepStateMachine'] : ofRequests;
  return machines.map((id) => ({ resource: `${resolver.arnOf(id).replace(':stateMachine:', ':execution:')}:one` }));
}

/** A request waits in an execution of its workflow; the pages of a campaign wait in those of a Map. */
function wakesOf(resolver: Resolver): About[] {
  const campaign = resolver.arnOf('CampaignStateMachine');
  return [resolver.arnOf('ChangeRequestStateMachine'), campaign, `${campaign}/Apply`].map((resource) => ({ resource }));
}

/** The inventory is a table of its own; of the other one, each role has its keys. */
function aboutTable(keys: string, resolver: Resolver): About {
  const isIndex = keys.startsWith('index/');
  const table = resolver.arnOf(keys === INVENTORY || keys === 'index/unreported' ? 'InventoryTable' : 'Table');
  if (isIndex) return { resource: `${table}/${keys}` };
  return { resource: table, ...(keys !== INVENTORY && { context: { 'dynamodb:LeadingKeys': [`${keys}one`] } }) };
}

/** The keys whose aliases the environment of the function names. */
function keysOf(template: Template, { environment }: DeployedFunction): About[] {
  const aliases = new Set(Object.values(environment));
  return resourcesOf(template, 'AWS::KMS::Alias')
    .filter(({ properties }) => aliases.has(String(properties['AliasName'])))
    .map(({ properties }) => ({
      resource: new Resolver(template).arnOf(String(valueAt(properties['TargetKeyId'], 'Ref'))),
      context: { 'kms:ResourceAliases': [String(properties['AliasName'])] },
    }));
}

/** The secrets that the environment of the function names. */
function secretsOf(template: Template, { environment }: DeployedFunction): string[] {
  const resolver = new Resolver(template);
  const declared = resourcesOf(template, 'AWS::SecretsManager::Secret')
    .filter(({ properties }) => properties['Name'] === environment['WEBHOOK_KEYS'])
    .map(({ id }) => resolver.arnOf(id));
  const external = environment['SIGN_IN_SECRET_NAME'];
  return [...declared, ...(external === undefined ? [] : [arn('secretsmanager', `secret:${external}-AbCdEf`)])];
}

/** A mail is about the sender, as an address or by its domain, and about the configuration set. */
function mailsOf(action: string, template: Template): About[] {
  if (action === 'ses:GetAccount') return [{ resource: '*' }];
  const resolver = new Resolver(template);
  const sender = resolver.text({ Ref: 'SenderAddress' });
  const names = [`identity/${sender}`, `identity/${resolver.text({ Ref: 'SenderIdentity' })}`];
  if (action !== 'ses:SendEmail') return names.map((name) => ({ resource: arn('ses', name) }));
  const set = resolver.text(resourcesOf(template, 'AWS::SES::ConfigurationSet')[0]?.properties['Name']);
  return [...names, `configuration-set/${set}`].map((name) => ({
    resource: arn('ses', name),
    context: { 'ses:FromAddress': [sender] },
  }));
}
