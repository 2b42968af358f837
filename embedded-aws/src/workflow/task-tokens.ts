import { randomBytes } from 'node:crypto';
import { WorkflowError } from './workflow-error.ts';

/** A call of SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat that AWS refuses. */
export class TaskTokenError extends Error {
  override readonly name: 'InvalidToken' | 'TaskDoesNotExist' | 'TaskTimedOut' | 'InvalidOutput';

  constructor(name: TaskTokenError['name'], message: string) {
    super(message);
    this.name = name;
  }
}

/** A task that waits for its token. */
interface WaitingTask {
  succeed(output: unknown): void;
  fail(error: Error): void;
  heartbeat(): void;
}

const TOKEN_BYTES = 96;

/** The tokens of a state machine's executions: open while a task waits, then closed for good. */
export class TaskTokens {
  #minted = new Set<string>();
  #waiting = new Map<string, WaitingTask>();

  /** A token that nobody can guess. */
  mint(): string {
    const token = `AQCEAAAAKgAAAAMAAAAAAAAAA${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    this.#minted.add(token);
    return token;
  }

  /** Takes over a token that was issued by an earlier process. */
  remember(token: string): void {
    this.#minted.add(token);
  }

  /** Whether a token was ever issued here. */
  knows(token: string): boolean {
    return this.#minted.has(token);
  }

  /** From now on, a token wakes its task. */
  open(token: string, task: WaitingTask): void {
    this.#waiting.set(token, task);
  }

  /** Ends a token for good. */
  close(token: string): void {
    this.#waiting.delete(token);
  }

  /** @throws TaskTokenError */
  succeed(token: string, output: string): void {
    const task = this.#find(token);
    const value = parseOutput(output);
    this.close(token);
    task.succeed(value);
  }

  /** A failure without error or cause has null there. @throws TaskTokenError */
  fail(token: string, error?: string, cause?: string): void {
    const task = this.#find(token);
    this.close(token);
    task.fail(new WorkflowError(error ?? null, cause ?? null));
  }

  /** @throws TaskTokenError */
  heartbeat(token: string): void {
    this.#find(token).heartbeat();
  }

  #find(token: string): WaitingTask {
    const task = this.#waiting.get(token);
    if (task) return task;
    if (this.#minted.has(token)) {
      throw new TaskTokenError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    if (/^AQC[\w-]{32,}$/.test(token)) {
      throw new TaskTokenError('TaskDoesNotExist', "Task does not exist: 'Provided task does not exist'");
    }
    throw new TaskTokenError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}

function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new TaskTokenError('InvalidOutput', "Invalid Output: 'The output is not valid JSON'");
  }
}
