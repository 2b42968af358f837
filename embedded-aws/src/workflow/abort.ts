import type { Attempt } from './attempt.ts';
import type { Thread } from './thread.ts';

/** The states that take time, so that they can be aborted. */
const ABORTABLE = ['Task', 'Wait', 'Map', 'Parallel'];

/** Ends the iterations or branches of the state that a thread is in. */
export function abortChildren(attempt: Attempt, thread: Thread): void {
  noteAborted(attempt, thread, thread.last);
  for (const child of thread.children) child.end();
  thread.children.clear();
}

/** Notes the end of the Map runs in a thread that is about to end. */
export function noteAbortedMapRuns(attempt: Attempt, thread: Thread): void {
  if (thread.mapRun && !thread.mapRun.ended) attempt.note(thread, 'MapRunAborted');
  for (const child of thread.children) noteAbortedMapRuns(attempt, child);
}

/** All events of this follow the one that was its reason. */
function noteAborted(attempt: Attempt, thread: Thread, reason: number): void {
  for (const child of thread.children) {
    noteAborted(attempt, child, reason);
    const type = child.state?.type ?? '';
    if (child.mapRun && !child.mapRun.ended) attempt.noteBeside(child, 'MapRunAborted', reason);
    if (ABORTABLE.includes(type)) attempt.noteBeside(child, `${type}StateAborted`, reason);
    if (thread.state?.type !== 'Map') continue;
    const mapIterationAbortedEventDetails = { name: thread.state.name, index: child.path.at(-1) };
    attempt.noteBeside(child, 'MapIterationAborted', reason, { mapIterationAbortedEventDetails });
  }
}
