/** The longest delay of a Node.js timer: 24.8 days. A longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back after a delay of any length by the clock of the machine. The timer doesn't keep the process alive.
 * @returns a function that cancels it
 */
export function startRealTimer(delayMs: number, onDue: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (remainingMs: number) => {
    const stepMs = Math.min(Math.max(remainingMs, 0), LONGEST_TIMER_MS);
    timer = setTimeout(() => (remainingMs > stepMs ? arm(remainingMs - stepMs) : onDue()), stepMs);
    timer.unref();
  };
  arm(delayMs);
  return () => clearTimeout(timer);
}
