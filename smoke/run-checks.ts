import { type Check, type Finding, findingOf } from './checks/finding.ts';
import type { Progress } from './progress.ts';

const MARKS: Record<Finding['state'], string> = { ok: '✓', missing: '✗', note: '!', unknown: '?' };

/** Runs checks and prints what they find. @returns whether nothing is missing */
export async function runChecks(checks: Check[], progress: Progress): Promise<boolean> {
  let isComplete = true;
  for (const check of checks) {
    const startedAt = performance.now();
    const { state, text, remedy } = await findingOf(check);
    progress.result(MARKS[state], `${check.title}: ${text}`, startedAt);
    if (remedy !== undefined) progress.line(remedy);
    if (state === 'missing') {
      progress.failures.push({ title: check.title, error: new Error(text) });
      isComplete = false;
    }
  }
  return isComplete;
}
