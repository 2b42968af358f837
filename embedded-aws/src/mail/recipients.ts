import { AwsError } from '../endpoint/aws-error.ts';
import { type JsonObject, listAt, objectAt, textAt } from '../json.ts';
import { addressIn } from './sent-mail.ts';

/** @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const MOST_RECIPIENTS = 50;
const MOST_CHARACTERS = 320;

const KINDS = ['ToAddresses', 'CcAddresses', 'BccAddresses'];

/** Blanks, control characters, and what is not ASCII. */
const REFUSED_CHARACTER = /[^!-~]/;

/**
 * Checks who a mail is from and to.
 * @throws AwsError named `BadRequestException` about the first thing that SES refuses
 */
export function checkAddresses(input: JsonObject): void {
  const destination = objectAt(input, 'Destination');
  const recipients = KINDS.flatMap((key) => listAt(destination, key).map(String));
  const replyTo = listAt(input, 'ReplyToAddresses').map(String);
  const all = [textAt(input, 'FromEmailAddress') ?? [], recipients, replyTo].flat();
  for (const address of all) checkSyntax(addressIn(address));
  if (recipients.length === 0) throw refused('Destination must have at least one recipient.');
  if (recipients.length > MOST_RECIPIENTS) throw refused(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  const long = all.find((address) => address.length > MOST_CHARACTERS);
  if (long !== undefined) {
    throw refused(`Address length is more than ${MOST_CHARACTERS} characters long: '${long}'.`);
  }
}

/** What SES checks, in its words. A quoted local part may hold anything. */
function checkSyntax(address: string): void {
  const [local = '', ...rest] = address.replace(/"(?:[^"\\]|\\.)*"/g, 'q').split('@');
  const domain = rest.join('@');
  if (REFUSED_CHARACTER.test(local)) throw refused('Local address contains control or whitespace');
  if (rest.length === 0) throw refused("Missing final '@domain'");
  if (domain === '') throw refused('Missing domain');
  if (REFUSED_CHARACTER.test(domain)) throw refused('Domain contains control or whitespace');
}

function refused(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
