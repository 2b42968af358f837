import { AwsError } from '../../endpoint/aws-error.ts';
import { refuseViolations, type Violation } from '../../endpoint/constraints.ts';
import { pageOf } from '../../endpoint/paging.ts';
import type { Operation } from '../../endpoint/service.ts';
import { type JsonObject, numberAt, textAt } from '../../json.ts';
import type { MapRun } from '../../workflow/map-run.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { findExecution, findMapRun } from './find.ts';
import { mapRunCounts } from './map-run-counts.ts';
import { pageSize, pageSizeViolations } from './paging-input.ts';

/** The operations on Map runs. */
export function mapRunOperations(workflows: Workflow[]): Record<string, Operation> {
  const byMapRun = (run: (found: { workflow: Workflow; run: MapRun }, input: JsonObject) => JsonObject): Operation => ({
    resources: (input) => [textAt(input, 'mapRunArn') ?? '*'],
    run: (input) => run(findMapRun(workflows, textAt(input, 'mapRunArn') ?? ''), input),
  });
  return {
    ListMapRuns: {
      resources: (input) => [textAt(input, 'executionArn') ?? '*'],
      run: (input) => listMapRuns(workflows, input),
    },
    DescribeMapRun: byMapRun(({ workflow, run }) => describeMapRun(workflow, run)),
    UpdateMapRun: byMapRun(({ run }, input) => updateMapRun(run, input)),
  };
}

function listMapRuns(workflows: Workflow[], input: JsonObject): JsonObject {
  refuseViolations(pageSizeViolations(input));
  const { arn: executionArn, name, stateMachineArn } = findExecution(workflows, textAt(input, 'executionArn') ?? '');
  const workflow = workflows.find(({ arn }) => arn === stateMachineArn);
  const runs = workflow?.mapRuns.ofExecution(name) ?? [];
  const { items, ...next } = pageOf(runs, pageSize(input), textAt(input, 'nextToken'), 'InvalidToken');
  const mapRuns = items.map(({ plan, ended }) => ({
    executionArn,
    mapRunArn: workflow?.mapRuns.arnOf(plan),
    stateMachineArn: `${stateMachineArn}/${plan.label}`,
    startDate: plan.startDate,
    ...(ended ? { stopDate: ended.stopDate } : {}),
  }));
  return { mapRuns, ...next };
}

function describeMapRun({ arn, mapRuns }: Workflow, run: MapRun): JsonObject {
  const { plan, settings, status, ended, redrives } = run;
  const redriveDate = redrives.at(-1);
  return {
    mapRunArn: mapRuns.arnOf(plan),
    executionArn: `${arn.replace(':stateMachine:', ':execution:')}:${plan.execution}`,
    status,
    startDate: plan.startDate,
    ...(ended ? { stopDate: ended.stopDate } : {}),
    maxConcurrency: settings.maxConcurrency,
    toleratedFailureCount: settings.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: settings.toleratedFailurePercentage ?? 0,
    ...mapRunCounts(run),
    redriveCount: redrives.length,
    ...(redriveDate ? { redriveDate } : {}),
  };
}

function updateMapRun(run: MapRun, input: JsonObject): JsonObject {
  refuseViolations(Object.entries(MOST).flatMap(([place, most]) => numberViolations(input, place, most)));
  if (run.status !== 'RUNNING')
    throw new AwsError('ValidationException', `Map Run is ${run.status} and cannot be updated`);
  const given = Object.keys(MOST).filter((name) => numberAt(input, name) !== undefined);
  if (given.length > 0) run.update(Object.fromEntries(given.map((name) => [name, input[name]])));
  return {};
}

const MOST = {
  maxConcurrency: Number.MAX_SAFE_INTEGER,
  toleratedFailureCount: Number.MAX_SAFE_INTEGER,
  toleratedFailurePercentage: 100,
};

function numberViolations(input: JsonObject, place: string, most: number): Violation[] {
  const value = numberAt(input, place);
  if (value === undefined || (value >= 0 && value <= most)) return [];
  const [bound, limit] = value < 0 ? ['greater', 0] : ['less', most];
  return [{ value: String(value), place, constraint: `Member must have value ${bound} than or equal to ${limit}` }];
}
