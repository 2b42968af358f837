/** What went wrong in a run. */
export interface Failure {
  title: string;
  error: unknown;
}

const WITHOUT_CREDENTIALS = ['CredentialsProviderError', 'TokenProviderError'];

/** Prints what a run does, and how long each part took. */
export class Progress {
  readonly failures: Failure[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Begins a part of the run. */
  part(title: string): void {
    this.#print(`\n${title}`);
  }

  /** A line that belongs to the step before it, or to the one that goes on. */
  line(text: string): void {
    this.#print(`    ${text}`);
  }

  /** A line with a mark and the time since something began, on the clock of `performance.now()`. */
  result(mark: string, text: string, startedAt: number): void {
    this.#print(`  ${mark} ${text}  (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  }

  /** Takes a step. @returns whether it succeeded; a failure is printed and kept */
  async step(title: string, run: (say: (text: string) => void) => Promise<unknown>): Promise<boolean> {
    const startedAt = performance.now();
    try {
      await run((text) => this.line(text));
      this.result('✓', title, startedAt);
      return true;
    } catch (error) {
      this.result('✗', title, startedAt);
      this.line(explain(error));
      this.failures.push({ title, error });
      return false;
    }
  }
}

/** An error as a user reads it: its name, too, if that says something. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'stopped';
  if (WITHOUT_CREDENTIALS.includes(error.name))
    return `there are no AWS credentials: run \`aws sso login\`, or set AWS_PROFILE (${error.message})`;
  return ['SmokeError', 'Error'].includes(error.name) ? error.message : `${error.name}: ${error.message}`;
}
