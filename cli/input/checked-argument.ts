import type { Option } from 'commander';
import { reasonOf } from '../../functions/wording/reason.ts';
import { WrongArgumentError } from '../errors.ts';

/**
 * The text of an argument or a flag that means a field of a request.
 * @param what the words for such a value, such as `an account id`
 * @throws WrongArgumentError when it is not valid; the words are those of the service.
 */
export function checkedArgument(text: string, what: string, { field, isValid }: Check): string {
  if (isValid) return text;
  const { message } = reasonOf({ pointer: `/${field}`, code: 'format' });
  throw new WrongArgumentError(text, what, `it ${message}`);
}

/** A flag that takes one of a few words; another one is a WrongArgumentError, which names them all. */
export function withChoices(option: Option, words: readonly string[], what: string): Option {
  return option.choices(words).argParser((text) => {
    if (words.includes(text)) return text;
    throw new WrongArgumentError(text, what, `choose one of ${words.join(', ')}`);
  });
}

/** The field of a request, and whether the text is a value of it. */
interface Check {
  field: string;
  isValid: boolean;
}
