import { once } from 'node:events';
import type { Server } from 'node:http';
import { ORGANIZATIONS } from './aws-quotas.ts';
import type { Controlled } from './endpoint/control.ts';
import { type AnswerCall, createAnswers, createEndpoint } from './endpoint/endpoint.ts';
import type { Service } from './endpoint/service.ts';
import { addressOf } from './endpoint/stand-in.ts';
import { tellingCalls } from './events/api-call-events.ts';
import { ApiDestinations } from './events/api-destinations.ts';
import { EventBuses } from './events/event-buses.ts';
import { createRuleTargets } from './events/rule-targets.ts';
import { startSchedules } from './events/schedules.ts';
import { Access } from './iam/access.ts';
import { RoleSessions } from './iam/role-sessions.ts';
import type { KeptState } from './kept/kept-state.ts';
import { AsynchronousInvocation } from './lambda/asynchronous-invocation.ts';
import type { Invoke } from './lambda/invoker.ts';
import { createAccountService } from './services/account/account.ts';
import { createCloudformationService } from './services/cloudformation.ts';
import { createCloudtrailService } from './services/cloudtrail.ts';
import { startDynamodb } from './services/dynamodb.ts';
import { createEventsService } from './services/events/events.ts';
import { createIamService } from './services/iam.ts';
import { createKmsService } from './services/kms/kms.ts';
import { createLambdaService } from './services/lambda.ts';
import type { Organization } from './services/organizations/organization.ts';
import { createOrganizationsService } from './services/organizations/organizations.ts';
import { rateLimited } from './services/rate-limited.ts';
import { ObjectStore } from './services/s3/object-store.ts';
import { withRequestRate } from './services/s3/request-rate.ts';
import { createS3Service } from './services/s3/s3.ts';
import { createSecretsManagerService } from './services/secrets-manager/secrets-manager.ts';
import { startSes } from './services/ses.ts';
import { Queues } from './services/sqs/queues.ts';
import { createSqsService } from './services/sqs/sqs.ts';
import { createSsmService } from './services/ssm.ts';
import { createStatesService } from './services/states/states.ts';
import { statusChange } from './services/states/status-change.ts';
import { createStsService } from './services/sts/sts.ts';
import type { StackAccount } from './stack-account.ts';
import type { StackOptions } from './stack-options.ts';
import { createWorkflows } from './start-workflows.ts';
import type { StackModel } from './template/stack-model.ts';
import type { Workflow } from './workflow/workflow.ts';
import type { WorkflowTasksOptions } from './workflow/workflow-tasks.ts';

/** The services of the endpoint, once they serve. */
export interface RunningServices {
  stateMachineArn: string;
  /** Starts the scheduled rules, once the functions are there. */
  startSchedules(): void;
  stop(): Promise<void>;
}

export interface ServicesOptions
  extends Pick<
    StackOptions,
    'awsPort' | 'inboxPort' | 'timeScale' | 'accountQuotas' | 'initialContacts' | 'secretValues' | 'lambda'
  > {
  model: StackModel;
  account: StackAccount;
  organization: Organization;
  controlled: Controlled;
  kept: KeptState;
  /** Runs the stack's functions. */
  invoke: Invoke;
  /** Gets what answers the calls of this process's own threads. */
  onAnswers?: ((answers: AnswerCall) => void) | undefined;
}

/** Starts the endpoint of the AWS services, with the state machines, rules, tables and queues of a stack behind it. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { model, account, controlled, timeScale, kept, inboxPort, lambda } = options;
  const sessions = new RoleSessions();
  const access = new Access({ ...model, account, sessions });
  const parts = partsOf(options, access);
  const invocation = new AsynchronousInvocation({ ...parts, timeScale, kept: kept.map('invocations') });
  const workflows = createWorkflows(options, parts, (execution) => {
    const { entry, detail } = statusChange(execution);
    buses.put('default', entry, detail);
  });
  const buses = createBuses(options, { ...parts, invocation }, workflows);
  controlled.events = buses.events;
  const dynamodb = await startDynamodb({ ...model, account, path: kept.path('tables'), isLimited: Boolean(lambda) });
  const keptMails = kept.isKept ? kept.map('mails') : undefined;
  const ses = await startSes({ ...model, ...controlled, account, inboxPort, buses, kept: keptMails });
  const services = [
    ...inMemoryServices(options, parts, { workflows, buses, sessions }),
    lambda ? withRequestRate(createS3Service(parts)) : createS3Service(parts),
    dynamodb,
    ses,
  ];
  const answers = createAnswers({ services, access, controlled });
  options.onAnswers?.(answers);
  const server = createEndpoint(answers, controlled);
  for (const each of [...workflows, buses]) each.resume();
  invocation.resume(model.functions);
  server.listen(options.awsPort, '127.0.0.1');
  await once(server, 'listening');
  let stopSchedules = () => {};
  return {
    stateMachineArn: workflows[0]?.arn ?? '',
    startSchedules: () => {
      stopSchedules = startSchedules(model.rules, buses, timeScale);
    },
    stop: async () => {
      stopSchedules();
      for (const workflow of workflows) workflow.suspend();
      await Promise.all([server, dynamodb.server, ses.server].map(closeServer));
    },
  };
}

function partsOf({ model, account, invoke, controlled, kept }: ServicesOptions, access: Access) {
  return {
    account,
    invoke,
    faults: controlled.faults,
    access,
    queues: new Queues(model.queues, kept.map('messages')),
    objects: new ObjectStore(model.buckets, kept.map('objects'), kept.path('objects')),
  };
}

/** Closes a server, and the database behind it if there is one. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** What state machines and rules both work with. */
type Parts = Omit<WorkflowTasksOptions, 'roleArn'>;

interface Runtime {
  workflows: Workflow[];
  buses: EventBuses;
  sessions: RoleSessions;
}

function inMemoryServices(options: ServicesOptions, parts: Parts, runtime: Runtime): Service[] {
  const { model, account, organization, initialContacts, accountQuotas: quotas, timeScale, kept } = options;
  const telling = (service: Service) => tellingCalls(service, runtime.buses, account);
  return [
    telling(createAccountService({ organization, initialContacts, quotas, timeScale, kept: kept.map('contacts') })),
    createCloudformationService(model.description),
    createCloudtrailService(account),
    telling(organizationsService(options)),
    createEventsService(runtime.buses),
    createKmsService(model.keys, account, kept.map('keys')),
    createLambdaService({ ...model, ...options.lambda, account, invoke: parts.invoke }),
    createStatesService(runtime.workflows),
    createSqsService(parts.queues, account),
    createSecretsManagerService({ ...model, account, values: options.secretValues, kept: kept.map('secrets') }),
    createSsmService(model.parameters, account),
    createIamService(model.roles, account),
    createStsService({ organization, sessions: runtime.sessions, roles: model.roles }),
  ];
}

/** With as many tasks as on AWS, calls come as fast as there; otherwise nobody comes near the rate. */
function organizationsService({ organization, lambda }: ServicesOptions): Service {
  const service = createOrganizationsService(organization);
  return lambda ? rateLimited(service, ORGANIZATIONS, BUSY_ORGANIZATIONS) : service;
}

const BUSY_ORGANIZATIONS =
  "AWS Organizations can't complete your request because another request is already in progress. Try again later.";

function createBuses(
  options: ServicesOptions,
  parts: Parts & { invocation: AsynchronousInvocation },
  workflows: Workflow[],
): EventBuses {
  const { model, controlled, awsPort, timeScale, kept } = options;
  const called = (url: string) => addressOf(url, controlled.standIns, `http://127.0.0.1:${awsPort}`);
  const targets = createRuleTargets({
    ...model,
    ...parts,
    workflows,
    apiDestinations: new ApiDestinations(model.apiDestinations, called),
    timeScale,
  });
  return new EventBuses(parts.account, model.eventBusNames, model.rules, targets, kept.map('deliveries'));
}
