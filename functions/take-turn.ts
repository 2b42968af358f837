import validInput from '../schemas/compiled/take-turn.input.js';
import validOutput from '../schemas/compiled/take-turn.output.js';
import { taskChain } from './middleware/task-chain.ts';
import { turnAfter } from './steps/turn-reservations.ts';

/** Gives a change whose turn has moved or lapsed the next one. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(({ turn }) => turnAfter(turn));
