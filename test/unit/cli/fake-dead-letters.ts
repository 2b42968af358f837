import type { QueueMessage } from '../../../cli/aws/dead-letter-queue.ts';
import type { DeadLetters } from '../../../cli/aws/dead-letters.ts';

/** The dead letters of the fake AWS, and what it answers to whoever looks after them. */
export interface DeadLetterAnswers {
  /** What the queue shows, the first one first. */
  deadLetters?: QueueMessage[];
  /** What the queue of the forwarder shows. */
  forwarded?: QueueMessage[];
  /** How many more the queue counts than it shows. */
  hiddenDeadLetters?: number;
  /** The names of executions that were started before. */
  startedBefore?: string[];
  /** Thrown by every replay of the letter of this id, and by deleting it. */
  replayErrors?: Record<string, Error>;
  deleteErrors?: Record<string, Error>;
  /** The ids of letters that somebody else takes after they were listed. */
  taken?: string[];
  /** Why the executions failed; an error is thrown. */
  cause?: string | Error;
}

/** What was done with dead letters, in order. */
export interface DeadLetterCalls {
  replays: unknown[][];
  deleted: string[];
  /** How often a queue was read. */
  reads: number;
  /** Of which queue. */
  queues: string[];
}

export function fakeDeadLetters(answers: DeadLetterAnswers, calls: DeadLetterCalls, error?: Error): DeadLetters {
  const { startedBefore = [], replayErrors = {}, cause } = answers;
  const replay = (...call: unknown[]) => {
    calls.replays.push(call);
    const [, failure] = Object.entries(replayErrors).find(([id]) => JSON.stringify(call).includes(id)) ?? [];
    if (failure) throw failure;
  };
  return {
    deadLetterQueue: (whose) => {
      calls.queues.push(whose);
      return fakeQueue((whose === 'service' ? answers.deadLetters : answers.forwarded) ?? [], answers, calls, error);
    },
    startWorkflow: async (machine, name, event) => {
      replay('startWorkflow', machine, name, event);
      return !startedBefore.includes(name);
    },
    invokeFunction: async (functionName, payload) => replay('invokeFunction', functionName, JSON.parse(payload)),
    putEvent: async (type, detail) => replay('putEvent', type, detail),
    causeOf: async () => {
      if (cause instanceof Error) throw cause;
      return cause;
    },
  };
}

function fakeQueue(
  messages: QueueMessage[],
  { hiddenDeadLetters = 0, deleteErrors = {}, taken = [] }: DeadLetterAnswers,
  calls: DeadLetterCalls,
  error: Error | undefined,
): ReturnType<DeadLetters['deadLetterQueue']> {
  return {
    count: async () => {
      if (error) throw error;
      return messages.length + hiddenDeadLetters;
    },
    read: async (work) => {
      calls.reads += 1;
      return work(messages.filter(({ id }) => calls.reads === 1 || !taken.includes(id)));
    },
    hold: async () => true,
    delete: async (receipt) => {
      const id = receipt.replace(/^receipt-/, '');
      const failure = deleteErrors[id];
      if (failure) throw failure;
      calls.deleted.push(id);
    },
  };
}
