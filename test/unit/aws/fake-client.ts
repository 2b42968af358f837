import { vi } from 'vitest';

/** A command as a client would send it. */
export interface SentCommand {
  name: string;
  input: Record<string, unknown>;
}

/** A class of SDK clients. */
interface ClientClass {
  prototype: { send: (...given: never[]) => unknown };
}

/** Makes every client of this class answer with `answer` instead of calling AWS. @returns the commands sent, as they are sent */
export function fakeClient(client: ClientClass, answer: (command: SentCommand) => unknown): SentCommand[] {
  const sent: SentCommand[] = [];
  vi.spyOn(client.prototype, 'send').mockImplementation(async (...given: unknown[]) => {
    const command = sentCommand(given[0]);
    sent.push(command);
    return answer(command);
  });
  return sent;
}

function sentCommand(command: unknown): SentCommand {
  if (typeof command !== 'object' || command === null || !('input' in command))
    throw new Error('this is not a command');
  const { input } = command;
  return { name: command.constructor.name, input: structuredClone(isRecord(input) ? input : {}) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
