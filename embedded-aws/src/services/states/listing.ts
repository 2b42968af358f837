import { refuseViolations } from '../../endpoint/constraints.ts';
import { pageOf } from '../../endpoint/paging.ts';
import type { Operation } from '../../endpoint/service.ts';
import { type JsonObject, textAt } from '../../json.ts';
import type { ChildExecution } from '../../workflow/child-execution.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { listedExecution } from './execution-description.ts';
import { findMapRun, findWorkflow } from './find.ts';
import { enumViolations, pageSize, pageSizeViolations } from './paging-input.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const REDRIVE_FILTERS = ['REDRIVEN', 'NOT_REDRIVEN'];

/** ListExecutions: the executions of a state machine, or the children of a Map run. */
export function listing(workflows: Workflow[]): Operation {
  return {
    resources: (input) => [textAt(input, 'mapRunArn') ?? textAt(input, 'stateMachineArn') ?? '*'],
    run: (input) => {
      const { stateMachineArn, mapRunArn } = input;
      refuseViolations([
        ...pageSizeViolations(input),
        ...enumViolations(input, 'statusFilter', STATUSES),
        ...enumViolations(input, 'redriveFilter', REDRIVE_FILTERS),
        ...(stateMachineArn !== undefined && mapRunArn !== undefined ? [BOTH] : []),
      ]);
      return page(mapRunArn === undefined ? executionsOf(workflows, input) : childrenOf(workflows, input), input);
    },
  };
}

const BOTH = { value: 'both', place: 'mapRunArn', constraint: 'Member must not be given beside stateMachineArn' };

/** An entry of the list, which is made when it is on the page. */
interface Listed {
  status: string;
  redriveCount: number;
  entry(): JsonObject;
}

/** The newest first. */
function executionsOf(workflows: Workflow[], input: JsonObject): Listed[] {
  const { executions } = findWorkflow(workflows, textAt(input, 'stateMachineArn') ?? '');
  return [...executions.values()].reverse().map((execution) => ({
    status: execution.status,
    redriveCount: execution.redrives.length,
    entry: () => listedExecution(execution),
  }));
}

function childrenOf(workflows: Workflow[], input: JsonObject): Listed[] {
  const mapRunArn = textAt(input, 'mapRunArn') ?? '';
  const { workflow, run } = findMapRun(workflows, mapRunArn);
  return run.inOrder.reverse().map((child) => ({
    status: child.isPendingRedrive ? 'PENDING_REDRIVE' : child.status,
    redriveCount: child.summary.redriveCount,
    entry: () => {
      const { name, arn, stateMachineArn } = workflow.mapRuns.namesOf(run, child.index);
      return { executionArn: arn, stateMachineArn, name, mapRunArn, ...listedChild(child) };
    },
  }));
}

function listedChild({ summary, itemCount, isPendingRedrive }: ChildExecution): JsonObject {
  const { status, startDate, stopDate, redriveCount, redriveDate } = summary;
  return {
    status: isPendingRedrive ? 'PENDING_REDRIVE' : status,
    startDate,
    ...(stopDate ? { stopDate } : {}),
    itemCount,
    redriveCount,
    ...(redriveDate ? { redriveDate } : {}),
  };
}

function page(all: Listed[], input: JsonObject): JsonObject {
  const { statusFilter, redriveFilter } = input;
  const listed = all
    .filter(({ status }) => statusFilter === undefined || status === statusFilter)
    .filter(({ redriveCount }) => redriveFilter === undefined || redriveFilter === nameOf(redriveCount));
  const { items, ...next } = pageOf(listed, pageSize(input), textAt(input, 'nextToken'), 'InvalidToken');
  return { executions: items.map(({ entry }) => entry()), ...next };
}

function nameOf(redriveCount: number): string {
  return redriveCount > 0 ? 'REDRIVEN' : 'NOT_REDRIVEN';
}
