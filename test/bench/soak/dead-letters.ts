import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import { runCommand } from '../../integration/command-line.ts';
import type { World } from './world.ts';

/** Dead letters of the same origin, for the same reason. */
export interface DeadLetters {
  what: string;
  count: number;
  /** Whether a fault that was injected explains them. */
  isExplained: boolean;
}

/** What the injected faults, and functions that are killed, lead to. */
const EXPLAINED =
  /^(Lambda\.|SQS\.|Runtime\.ExitError|Sandbox\.Timedout|ThrottlingException|ServiceUnavailableError|SDK_CLIENT_ERROR|UNKNOWN|InternalServer)/;

/** What is in the dead-letter queue, by origin and error. */
export async function readDeadLetters({ cli }: World): Promise<DeadLetters[]> {
  const { output } = await runCommand(cli, ['dead-letters', 'list', '--json']);
  const letters = parseJson(output)?.value;
  if (!Array.isArray(letters)) throw new Error(`contacts dead-letters list printed ${output}`);
  const groups = Map.groupBy(letters.filter(isObject), (letter) => {
    const [origin, error] = [objectAt(letter, 'origin'), objectAt(letter, 'error')];
    return [textAt(origin, 'kind'), textAt(origin, 'name') ?? textAt(origin, 'rule') ?? '', textAt(error, 'code')].join(
      ' ',
    );
  });
  return [...groups].map(([what, of]) => ({
    what,
    count: of.length,
    isExplained: EXPLAINED.test(what.split(' ').at(-1) ?? ''),
  }));
}

/** Replays all of them. */
export async function replayDeadLetters({ cli }: World): Promise<void> {
  await runCommand(cli, ['dead-letters', 'replay', '--all', '--yes']);
}
