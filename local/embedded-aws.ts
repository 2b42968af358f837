import { once } from 'node:events';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import type { Controlled } from './endpoint/control.ts';
import { createEndpoint } from './endpoint/endpoint.ts';
import { TICKET_DESK } from './endpoint/ticket-desk.ts';
import { ApiDestinations } from './events/api-destinations.ts';
import { EventBuses } from './events/event-buses.ts';
import { startSchedules } from './events/schedules.ts';
import { Access } from './iam/access.ts';
import { RoleSessions } from './iam/role-sessions.ts';
import { AsynchronousInvocation } from './lambda/asynchronous-invocation.ts';
import type { Invoke } from './lambda/invoker.ts';
import { placeIn } from './place.ts';
import { createRuleTargets } from './rule-targets.ts';
import { createAccountService } from './services/account.ts';
import { createDynamodbService } from './services/dynamodb.ts';
import { createEventsService } from './services/events.ts';
import { organizationsService } from './services/organizations.ts';
import { createSecretsManagerService } from './services/secrets-manager.ts';
import { createSesService } from './services/ses.ts';
import { createSqsService, Queues } from './services/sqs.ts';
import { createStatesService } from './services/states.ts';
import { createStsService } from './services/sts.ts';
import type { Settings } from './settings.ts';
import type { StackModel } from './template/stack-model.ts';
import { Gate } from './workflow/gate.ts';
import { createWorkflow, type Workflow } from './workflow/workflow.ts';
import { createWorkflowTasks, type WorkflowTasksOptions } from './workflow-tasks.ts';

/** How many tasks run at a time: enough to keep the machine busy, few enough to leave the HTTP API its share of it. */
const MOST_TASKS = Math.max(2, availableParallelism());

/** Functions run in real time, so a scaled timeout must leave them enough of it. */
const SHORTEST_TASK_TIMEOUT_MS = 15_000;

/** The services that run. */
export interface EmbeddedAws {
  server: Server;
  stateMachineArn: string;
  /** Starts the scheduled rules, when the functions are there; gives back what stops them. */
  startSchedules(): () => void;
}

/**
 * Starts the endpoint of the AWS services, with the state machines, rules, tables and queues of a stack behind it.
 * @param invoke runs the stack's functions
 */
export async function startEmbeddedAws(
  model: StackModel,
  controlled: Controlled,
  invoke: Invoke,
  settings: Settings,
): Promise<EmbeddedAws> {
  const place = placeIn(settings.runsIn);
  const sessions = new RoleSessions();
  const access = new Access({ ...model, place, sessions });
  const parts = { place, invoke, faults: controlled.faults, access, queues: new Queues(model.queues) };
  const workflows = createWorkflows(model, settings, parts);
  const buses = createBuses(model, settings, parts, workflows);
  controlled.events = buses.events;
  const { accountQuotas: quotas, timeScale, inboxPort } = settings;
  const services = [
    createAccountService({ quotas, timeScale }),
    organizationsService,
    createEventsService(buses),
    createStatesService(workflows),
    await createDynamodbService(model.tables, place),
    await createSesService({ ...model, place, inboxPort, buses }),
    createSqsService(parts.queues, place),
    createSecretsManagerService(model.secrets, place),
    createStsService(sessions),
  ];
  const server = createEndpoint({ services, access, controlled });
  server.listen(settings.awsPort, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    stateMachineArn: workflows[0]?.arn ?? '',
    startSchedules: () => startSchedules(model.rules, buses, timeScale),
  };
}

/** What state machines and rules work with alike. */
type Parts = Omit<WorkflowTasksOptions, 'roleArn'>;

function createWorkflows({ stateMachines }: StackModel, { timeScale }: Settings, parts: Parts): Workflow[] {
  const gate = new Gate(MOST_TASKS);
  return stateMachines.map((stateMachine) =>
    createWorkflow({
      ...stateMachine,
      gate,
      timeScale,
      shortestTaskTimeoutMs: SHORTEST_TASK_TIMEOUT_MS,
      runTask: createWorkflowTasks({ ...parts, roleArn: stateMachine.roleArn }),
    }),
  );
}

function createBuses(model: StackModel, settings: Settings, parts: Parts, workflows: Workflow[]): EventBuses {
  const { awsPort, timeScale } = settings;
  const targets = createRuleTargets({
    ...model,
    ...parts,
    workflows,
    invocation: new AsynchronousInvocation({ ...parts, timeScale }),
    apiDestinations: new ApiDestinations(model.apiDestinations, `http://127.0.0.1:${awsPort}${TICKET_DESK}/`),
    timeScale,
  });
  return new EventBuses(parts.place, model.eventBusNames, model.rules, targets);
}
