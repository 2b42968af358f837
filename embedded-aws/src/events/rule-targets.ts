import { sleep } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import type { Fault } from '../endpoint/fault.ts';
import type { Faults } from '../endpoint/faults.ts';
import type { Access } from '../iam/access.ts';
import { matchesWildcards } from '../iam/wildcards.ts';
import type { AsynchronousInvocation } from '../lambda/asynchronous-invocation.ts';
import type { Queues } from '../services/sqs/queues.ts';
import { startExecution } from '../services/states/states.ts';
import type { FunctionModel } from '../template/function-models.ts';
import type { PermissionModel, RuleModel, TargetModel } from '../template/rule-models.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { ApiDestinations } from './api-destinations.ts';
import type { Delivery, TargetRuntime } from './delivery.ts';
import { DeliveryError } from './delivery-error.ts';
import { unsupportedInput } from './target-input.ts';
import { UnsupportedTargetError } from './unsupported-target-error.ts';

export interface RuleTargetsOptions {
  workflows: Workflow[];
  queues: Queues;
  functions: FunctionModel[];
  /** Who may invoke the functions. */
  permissions: PermissionModel[];
  invocation: AsynchronousInvocation;
  apiDestinations: ApiDestinations;
  access: Access;
  /** A fault of the operation `StartExecution` or `InvokeApiDestination` fails a delivery. */
  faults: Faults;
  timeScale: number;
}

/** One kind of target, recognized by its ARN. */
interface TargetKind {
  arn: RegExp;
  /** What the target or the template lacks, if anything. */
  unsupported?(target: TargetModel, rule: RuleModel): string | undefined;
  invoke(target: TargetModel, delivery: Delivery): Promise<void> | void;
}

/** Delivers events to the stack's state machines, queues, functions and API destinations. */
export function createRuleTargets(options: RuleTargetsOptions): TargetRuntime {
  const { queues, timeScale } = options;
  const kinds: TargetKind[] = [
    { arn: /^arn:aws:sqs:/, invoke: (target, { input }) => void queues.send(target.arn, input) },
    workflowTarget(options),
    functionTarget(options),
    apiDestinationTarget(options),
  ];
  const kindOf = (target: TargetModel) => kinds.find(({ arn }) => arn.test(target.arn));
  return {
    timeScale,
    check: (target, rule) => {
      const kind = kindOf(target);
      const lacking = kind ? kind.unsupported?.(target, rule) : `the target ${target.arn}`;
      const unsupported = lacking ?? unsupportedInput(target.definition);
      if (unsupported !== undefined) throw new UnsupportedTargetError(rule.name, unsupported);
    },
    invoke: async (target, delivery) => kindOf(target)?.invoke(target, delivery),
    sendToDeadLetterQueue: (queueArn, body, attributes) => void queues.send(queueArn, body, attributes),
  };
}

function workflowTarget({ workflows, access, faults }: RuleTargetsOptions): TargetKind {
  return {
    arn: /^arn:aws:states:/,
    invoke: (target, { input, name, event }) => {
      access.checkRole(target.roleArn, 'events', 'states:StartExecution', [target.arn]);
      const fault = faults.take('StartExecution', event);
      if (fault?.error) throw new AwsError(fault.error, `${fault.error} was injected`);
      const workflow = workflows.find(({ arn }) => arn === target.arn);
      if (!workflow) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${target.arn}'`);
      // The name is that of the delivery: an earlier run may have started the execution just before it ended.
      if (!workflow.executions.has(name)) startExecution(workflow, { name, input });
    },
  };
}

/** Lambda accepts the event at once, so a failing function doesn't fail the delivery. */
function functionTarget({ functions, permissions, invocation, access }: RuleTargetsOptions): TargetKind {
  const find = (target: TargetModel) => functions.find(({ arn }) => arn === target.arn);
  return {
    arn: /^arn:aws:lambda:/,
    unsupported: (target, rule) => {
      const model = find(target);
      if (!model) return `the unknown function ${target.arn}`;
      if (target.roleArn !== undefined) return `a role for the function ${target.arn}`;
      const refused = refusedQueue(model, access);
      if (refused !== undefined) return `the function ${target.arn}, whose role may not send to ${refused}`;
      if (permissions.some((permission) => allows(permission, target, rule))) return undefined;
      return `the function ${target.arn} without an AWS::Lambda::Permission for events.amazonaws.com whose SourceArn is ${rule.arn}`;
    },
    invoke: (target, { input }) => {
      const model = find(target);
      if (model) void invocation.start(model, input);
    },
  };
}

/** The queue for failed invocations that the function's role may not send to; AWS refuses to create it. */
function refusedQueue({ asynchronous, roleArn }: FunctionModel, access: Access): string | undefined {
  const queues = [asynchronous.onFailureArn, asynchronous.deadLetterArn].filter((arn) => arn !== undefined);
  return queues.find((arn) => !access.allows(roleArn, 'sqs:SendMessage', arn));
}

function allows(permission: PermissionModel, target: TargetModel, rule: RuleModel): boolean {
  const { functionArn, action, principal, sourceArn } = permission;
  const isMeant = action === 'lambda:InvokeFunction' && principal === 'events.amazonaws.com';
  return isMeant && functionArn === target.arn && matchesWildcards(sourceArn ?? '', rule.arn);
}

function apiDestinationTarget({ apiDestinations, access, faults }: RuleTargetsOptions): TargetKind {
  return {
    arn: /^arn:aws:events:.*:api-destination\//,
    unsupported: ({ arn, definition }) => apiDestinations.unsupported(arn, definition),
    invoke: async (target, delivery) => {
      access.checkRole(target.roleArn, 'events', 'events:InvokeApiDestination', [target.arn]);
      const answered = await injectedAnswer(faults.take('InvokeApiDestination', delivery.event));
      await apiDestinations.call(target.arn, target.definition, delivery, answered);
    },
  };
}

/** A fault whose error is a number is the HTTP status of the endpoint's answer. */
async function injectedAnswer(fault: Fault | undefined): Promise<number | undefined> {
  if (fault?.latencyMs) await sleep(fault.latencyMs);
  if (fault?.error === undefined) return undefined;
  if (/^[2-5]\d\d$/.test(fault.error)) return Number(fault.error);
  throw new DeliveryError(`${fault.error} was injected`, { code: fault.error });
}
