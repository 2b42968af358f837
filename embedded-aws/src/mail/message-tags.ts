import { AwsError } from '../endpoint/aws-error.ts';
import { type JsonObject, textAt } from '../json.ts';

/** SES counts one character less than its page says. @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
const MOST_CHARACTERS = 255;

const PARTS = [
  { key: 'Name', word: 'name', pattern: /^[\w-]+$/, allowed: "'_',  '-'" },
  { key: 'Value', word: 'value', pattern: /^[\w.@-]+$/, allowed: "'_',  '-' , '.', '@'" },
];

/**
 * Checks the tags of a mail.
 * @throws AwsError named `BadRequestException` about the first name or value that SES refuses
 */
export function checkMessageTags(tags: JsonObject[]): void {
  for (const tag of tags) {
    for (const { key, word, pattern, allowed } of PARTS) {
      const text = textAt(tag, key) ?? '';
      if (text === '') throw refused(`The tag ${word} must be specified.`);
      if (text.length > MOST_CHARACTERS) throw refused(`Tag ${word} cannot exceed ${MOST_CHARACTERS} characters.`);
      if (!pattern.test(text)) {
        throw refused(`Invalid tag ${word} <${text}>: only alphanumeric ASCII characters, ${allowed} are allowed.`);
      }
    }
  }
}

function refused(message: string): AwsError {
  return new AwsError('BadRequestException', message, 400);
}
