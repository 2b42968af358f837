import { AwsError } from '../../endpoint/aws-error.ts';
import type { AnyExecution } from '../../workflow/child-execution.ts';
import type { MapRun } from '../../workflow/map-run.ts';
import type { Workflow } from '../../workflow/workflow.ts';

/** The state machine of an ARN. @throws AwsError */
export function findWorkflow(workflows: Workflow[], arn: string): Workflow {
  if (!/^arn:aws:states:[\w-]+:\d{12}:stateMachine:/.test(arn))
    throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  const workflow = workflows.find((candidate) => candidate.arn === arn);
  if (!workflow) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return workflow;
}

/** The execution of an ARN, which may be the child of a Map run: then the label is behind the state machine's name. */
export function findExecution(workflows: Workflow[], arn: string): AnyExecution {
  const found = /^arn:aws:states:[\w-]+:\d{12}:execution:([^:/]+)(?:\/([^:]+))?:(.+)$/.exec(arn);
  if (!found) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  const [, stateMachine, label, name = ''] = found;
  const workflow = workflows.find((candidate) => candidate.name === stateMachine);
  const execution =
    label === undefined ? workflow?.executions.get(name) : workflow?.mapRuns.findChild(label, name)?.execution;
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** The Map run of an ARN, and its state machine. @throws AwsError */
export function findMapRun(workflows: Workflow[], arn: string): { workflow: Workflow; run: MapRun } {
  if (!/^arn:aws:states:[\w-]+:\d{12}:mapRun:[^:/]+\/[^:]+:.+$/.test(arn)) {
    throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  }
  for (const workflow of workflows) {
    const run = workflow.mapRuns.findByArn(arn);
    if (run) return { workflow, run };
  }
  throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
}
