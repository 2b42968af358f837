import { startTimer } from '../clock/clock.ts';
import type { RuleModel } from '../template/rule-models.ts';
import type { EventBuses } from './event-buses.ts';

/** In real time: a function that ran every few milliseconds would starve everything else. */
const SHORTEST_INTERVAL_MS = 10_000;

/**
 * Runs the scheduled rules: puts the event of each on the default bus, the first time after one interval.
 * @param timeScale multiplies the intervals
 * @returns a function that stops them
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/event-reference.html
 */
export function startSchedules(rules: RuleModel[], buses: EventBuses, timeScale: number): () => void {
  const stops = rules.flatMap(({ arn, intervalSeconds }) => {
    if (intervalSeconds === undefined) return [];
    const intervalMs = Math.max(intervalSeconds * 1000 * timeScale, SHORTEST_INTERVAL_MS);
    const event = { Source: 'aws.events', DetailType: 'Scheduled Event', Resources: [arn] };
    return [repeat(intervalMs, () => buses.put('default', event, {}))];
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function repeat(intervalMs: number, run: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = startTimer(intervalMs, () => {
      arm();
      run();
    });
  };
  arm();
  return () => cancel();
}
