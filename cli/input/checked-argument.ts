import { InvalidArgumentError } from 'commander';
import { reasonOf } from '../../functions/wording/reason.ts';

/**
 * The text of an argument or a flag that means a field of a request.
 * @throws InvalidArgumentError when it is not valid; the words are those of the service.
 */
export function checkedArgument(text: string, field: string, isValid: boolean): string {
  if (isValid) return text;
  const { message } = reasonOf({ pointer: `/${field}`, code: 'format' });
  throw new InvalidArgumentError(`It ${message}.`);
}
