import { AwsError } from './endpoint/aws-error.ts';
import type { Faults } from './endpoint/faults.ts';
import { type TargetRuntime, UnsupportedTargetError } from './events/delivery.ts';
import type { Access } from './iam/access.ts';
import type { Queues } from './services/sqs.ts';
import { startExecution } from './services/states.ts';
import type { TargetModel } from './template/stack-model.ts';
import type { Workflow } from './workflow/workflow.ts';

/** What a rule can deliver to. */
export interface RuleTargetsOptions {
  workflows: Workflow[];
  queues: Queues;
  access: Access;
  /** A fault of the operation `StartExecution` fails a delivery to a state machine. */
  faults: Faults;
  timeScale: number;
}

/** Delivers the rules' events to what the stack has: its state machines and its queues. */
export function createRuleTargets({ workflows, queues, access, faults, timeScale }: RuleTargetsOptions): TargetRuntime {
  const deliverToWorkflow = (target: TargetModel, input: string, name: string) => {
    access.checkRole(target.roleArn, 'events', 'states:StartExecution', [target.arn]);
    const fault = faults.take('StartExecution');
    if (fault?.error) throw new AwsError(fault.error, `${fault.error} was injected`);
    const workflow = workflows.find(({ arn }) => arn === target.arn);
    if (!workflow) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${target.arn}'`);
    startExecution(workflow, { name, input });
  };
  return {
    timeScale,
    check: ({ arn }) => {
      if (!/^arn:aws:(states|sqs):/.test(arn))
        throw new UnsupportedTargetError(`A rule's target ${arn} is not supported`);
    },
    invoke: async (target, input, name) => {
      if (target.arn.startsWith('arn:aws:sqs:')) queues.send(target.arn, input);
      else deliverToWorkflow(target, input, name);
    },
    sendToDeadLetterQueue: (queueArn, body, attributes) => {
      queues.send(queueArn, body, attributes);
    },
  };
}
