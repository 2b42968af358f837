import type { JsonObject } from '../../json.ts';
import type { ChildExecution } from '../../workflow/child-execution.ts';
import type { MapRun } from '../../workflow/map-run.ts';

/** How many children a Map run has in which status, and how many items those have. */
export function mapRunCounts(run: MapRun): JsonObject {
  const children = [...run.children.values()];
  const begun = children.reduce((sum, { itemCount }) => sum + itemCount, 0);
  const items = run.items?.list.length ?? 0;
  return {
    executionCounts: countsOf(run, children, () => 1, { total: run.length, pending: run.length - children.length }),
    itemCounts: countsOf(run, children, ({ itemCount }) => itemCount, { total: items, pending: items - begun }),
  };
}

function countsOf(
  run: MapRun,
  children: ChildExecution[],
  weightOf: (child: ChildExecution) => number,
  all: { total: number; pending: number },
): JsonObject {
  const count = (isCounted: (child: ChildExecution) => boolean) =>
    children.filter(isCounted).reduce((sum, child) => sum + weightOf(child), 0);
  const withStatus = (wanted: string) =>
    count(({ status, isPendingRedrive }) => !isPendingRedrive && status === wanted);
  return {
    ...all,
    running: withStatus('RUNNING'),
    succeeded: withStatus('SUCCEEDED'),
    failed: withStatus('FAILED'),
    timedOut: withStatus('TIMED_OUT'),
    aborted: withStatus('ABORTED'),
    resultsWritten: run.ended ? count(({ status }) => status !== 'RUNNING') : 0,
    failuresNotRedrivable: count(
      ({ status, summary }) => !['RUNNING', 'SUCCEEDED'].includes(status) && !summary.isRedrivable,
    ),
    pendingRedrive: count(({ isPendingRedrive }) => isPendingRedrive),
  };
}
