import { once } from 'node:events';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import type { Controlled } from './endpoint/control.ts';
import { createEndpoint } from './endpoint/endpoint.ts';
import type { Service } from './endpoint/service.ts';
import { addressOf } from './endpoint/stand-in.ts';
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
import type { StackModel } from './template/stack-model.ts';
import type { Execution } from './workflow/execution.ts';
import { Gate } from './workflow/gate.ts';
import { createWorkflow, type Workflow } from './workflow/workflow.ts';
import { createWorkflowTasks, type WorkflowTasksOptions } from './workflow/workflow-tasks.ts';

/** How many tasks run at a time: enough to keep the machine busy, few enough to leave the HTTP API its share. */
const MOST_TASKS = Math.max(2, availableParallelism());

/** Functions run in real time, but their threads may have to start first, which on AWS takes none of their task's time. */
const LONGEST_THREAD_START_MS = 10_000;

/** The services of the endpoint, once they serve. */
export interface RunningServices {
  stateMachineArn: string;
  /** Starts the scheduled rules, once the functions are there. */
  startSchedules(): void;
  stop(): Promise<void>;
}

export interface ServicesOptions
  extends Pick<StackOptions, 'awsPort' | 'inboxPort' | 'timeScale' | 'accountQuotas' | 'secretValues' | 'lambda'> {
  model: StackModel;
  account: StackAccount;
  organization: Organization;
  controlled: Controlled;
  kept: KeptState;
  /** Runs the stack's functions. */
  invoke: Invoke;
}

/** Starts the endpoint of the AWS services, with the state machines, rules, tables and queues of a stack behind it. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { model, account, controlled, invoke, timeScale, kept } = options;
  const sessions = new RoleSessions();
  const access = new Access({ ...model, account, sessions });
  const parts = {
    account,
    invoke,
    faults: controlled.faults,
    access,
    queues: new Queues(model.queues, kept.map('messages')),
  };
  const invocation = new AsynchronousInvocation({ ...parts, timeScale, kept: kept.map('invocations') });
  const workflows = createWorkflows(options, parts, (execution) => {
    const { entry, detail } = statusChange(execution);
    buses.put('default', entry, detail);
  });
  const buses = createBuses(options, { ...parts, invocation }, workflows);
  controlled.events = buses.events;
  const dynamodb = await startDynamodb(model.tables, account, kept.path('tables'));
  const ses = await startSes({
    ...model,
    ...controlled,
    account,
    inboxPort: options.inboxPort,
    buses,
    kept: kept.map('mails'),
  });
  const services = [...inMemoryServices(options, parts, { workflows, buses, sessions }), dynamodb, ses];
  const server = createEndpoint({ services, access, controlled });
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
  const { model, account, organization, accountQuotas: quotas, timeScale, secretValues, kept } = options;
  return [
    createAccountService({ organization, quotas, timeScale, kept: kept.map('contacts') }),
    createCloudformationService(model.description),
    createCloudtrailService(account),
    createOrganizationsService(organization),
    createEventsService(runtime.buses),
    createKmsService(model.keys, account, kept.map('keys')),
    createLambdaService({ ...model, ...options.lambda, account, invoke: parts.invoke }),
    createStatesService(runtime.workflows),
    createSqsService(parts.queues, account),
    createSecretsManagerService({
      ...model,
      account,
      values: secretValues,
      invoke: parts.invoke,
      kept: kept.map('secrets'),
    }),
    createSsmService(model.parameters, account),
    createIamService(model.roles, account),
    createStsService({ organization, sessions: runtime.sessions, roles: model.roles }),
  ];
}

function createWorkflows(
  { model: { stateMachines }, timeScale, kept, lambda }: ServicesOptions,
  parts: Parts,
  onStatusChange: (execution: Execution) => void,
): Workflow[] {
  const gate = new Gate(lambda ? Number.POSITIVE_INFINITY : MOST_TASKS);
  const threadStartMs = lambda ? 0 : LONGEST_THREAD_START_MS;
  return stateMachines.map((stateMachine) =>
    createWorkflow({
      ...stateMachine,
      gate,
      timeScale,
      onStatusChange,
      journal: kept.journal(`executions-${stateMachine.name}`),
      functionTimeoutMs: (seconds) => seconds * 1000 * Math.max(1, timeScale) + threadStartMs,
      runTask: createWorkflowTasks({ ...parts, roleArn: stateMachine.roleArn }),
    }),
  );
}

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
