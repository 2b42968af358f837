import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { importsOf } from '../../unit/contract/sources.ts';
import type { Call } from './calls.ts';
import { ACCOUNT, Resolver } from './resolver.ts';

const ROLE = 'DeadLettersRole';

/** The files of the command line that call AWS with the operators' role. */
const CALLING = ['cli/aws/dead-letters.ts', 'cli/aws/dead-letter-queue.ts'];

/** A batch is allowed as its single calls are. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
const ACTIONS: Record<string, string> = {
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  Invoke: 'lambda:InvokeFunction',
};
const SERVICES: Record<string, string> = {
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-sqs': 'sqs',
};

/** What `contacts dead-letters` calls with its role; what it puts on the bus is among `busCalls`. */
export function operatorCalls(template: Template): Call[] {
  const resolver = new Resolver(template);
  if (!(ROLE in template.Resources)) return [];
  const called = CALLING.flatMap(importsOf).flatMap(({ from, names }) =>
    names
      .filter((name) => name.endsWith('Command'))
      .map((name) => actionOf(SERVICES[from], name.replace(/Command$/, ''))),
  );
  return [
    { by: 'administrator', action: 'sts:AssumeRole', resource: resolver.arnOf(ROLE) },
    { by: ROLE, action: 'lambda:InvokeFunction', resource: outcomesIn(resolver), decision: 'not allowed' },
    ...called.flatMap((action) => resourcesFor(action, template).map((resource) => ({ by: ROLE, action, resource }))),
  ];
}

function actionOf(service: string | undefined, operation: string): string {
  return ACTIONS[operation] ?? `${service}:${operation}`;
}

/** Dead letters are in the queue of the service; each is replayed to what a rule could not bring it to. */
function resourcesFor(action: string, template: Template): string[] {
  const resolver = new Resolver(template);
  const machines = ['ChangeRequestStateMachine', 'CampaignStateMachine'].map((id) => resolver.arnOf(id));
  if (action.startsWith('sqs:')) return [resolver.arnOf('DeadLetterQueue')];
  if (action === 'states:StartExecution') return machines;
  if (action === 'states:DescribeExecution')
    return machines.map((machine) => `${machine.replace(':stateMachine:', ':execution:')}:one`);
  if (action !== 'lambda:InvokeFunction') return [];
  return resourcesOf(template, 'AWS::Events::Rule')
    .flatMap(({ properties }) => asList(properties['Targets']))
    .filter((target) => valueAt(target, 'DeadLetterConfig') !== undefined)
    .map((target) => resolver.text(valueAt(target, 'Arn')))
    .filter((arn) => arn.startsWith(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:`) && arn !== outcomesIn(resolver));
}

/** The function for outcomes believes whoever invokes it, so it hears of a replay by a rule. */
function outcomesIn(resolver: Resolver): string {
  return resolver.arnOf('RecordDashoutcomeLambdaFunction');
}
