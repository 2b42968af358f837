/** The modelled clock goes in steps of so many milliseconds, so that what happens at about the same time happens side by side. */
const STEP_MS = 5;

/** When a timer rings that is to ring at a time. */
export function dueAt(time: number): number {
  return Math.ceil(time / STEP_MS) * STEP_MS;
}
