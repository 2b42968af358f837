import { AwsError } from '../endpoint/aws-error.ts';
import type { StateTry } from './attempt.ts';
import type { MapRun } from './map-run.ts';
import { WorkflowError } from './workflow-error.ts';

/**
 * Checks that the role of a state machine may run a distributed Map, which starts, watches and stops executions of it.
 * @throws WorkflowError
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export function checkMayRun({ attempt: { settings } }: StateTry, { plan, redrives }: MapRun): void {
  const { stateMachine, mapServices } = settings;
  const executions = stateMachine.arn.replace(':stateMachine:', ':execution:');
  const children = [`${executions}:${plan.execution}`, `${executions}/${plan.label}:${plan.id}`];
  try {
    mapServices.check('states:StartExecution', [stateMachine.arn]);
    mapServices.check('states:DescribeExecution', children);
    mapServices.check('states:StopExecution', children);
    if (redrives.length > 0) mapServices.check('states:RedriveExecution', children.slice(1));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new WorkflowError('States.Permissions', error.message);
  }
}
