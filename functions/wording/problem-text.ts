import type { AddressFault } from '../domain/contact/email-address.ts';
import type { Problem } from '../domain/request/problem.ts';
import type { ChangeSetProblem } from './change-set-problem.ts';
import { counted } from './counted.ts';
import { isKnownField, placeText } from './place.ts';

/** What a value must look like, by the name of its field; a pattern says nothing to a person. */
const FORMATS: Record<string, string> = {
  requestId: 'must be 1 to 80 letters, digits and ._:-, beginning with a letter or digit',
  requestedBy: 'must be an e-mail address, such as jane@example.com',
  by: 'must be an e-mail address, such as jane@example.com',
  contributors: 'must be e-mail addresses, such as jane@example.com',
  system: 'must be 1 to 64 letters, digits and ._-, beginning with a letter or digit',
  url: 'must be a URL that begins with http:// or https://, without spaces',
  accountId: 'must be 12 digits, for example 222222222222',
  emailAddress: 'must be an e-mail address that AWS accepts, such as soc@example.com',
  phoneNumber: 'may only contain digits, spaces and ()+-, no letters, for example +1 555 0123',
};

/** Why no mail reaches an address. */
const UNDELIVERABLE: Record<AddressFault, string> = {
  localDots: 'has a dot at an end of the part before the @, or two in a row',
  longLocalPart: 'has more than 64 characters before the @',
  domainDots: 'has a dot at an end of its domain, or two in a row',
  longDomain: 'has a domain with a part of more than 63 characters, or more than 253 in all',
  domainHyphen: 'has a domain with a part that begins or ends with a hyphen',
  domainLetters: 'has a domain with an underscore, or one that ends in a number',
};

const PLAIN = {
  required: 'is required',
  notAllowedHere: 'is not allowed here',
  invalid: 'is not valid',
  unknownProperties: 'has a property that is not known',
  nestedTooDeeply: 'is nested too deeply',
  reservedSource:
    'is reserved: `organization` for the workflow itself, the name of a ticket system for its own webhook',
};

const RESERVED_ID = 'is reserved for a request that the service or `contacts` makes itself';
const ACTIONS = 'must be Set (PUT) or Remove (DELETE)';

const TYPES: Record<string, string> = {
  string: 'a text',
  object: 'an object',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

type ProblemOf<Code extends Problem['code']> = Extract<Problem, { code: Code }>;
type AccountCode = 'unknownAccount' | 'inactiveAccount' | 'managementAccountOutOfReach';

/** A problem as the end of a sentence that begins with the name of the value. Values are never repeated. */
export function problemText(problem: Exclude<Problem, ChangeSetProblem>): string {
  switch (problem.code) {
    case 'required':
    case 'notAllowedHere':
    case 'invalid':
    case 'unknownProperties':
    case 'nestedTooDeeply':
      return PLAIN[problem.code];
    case 'reservedSource':
      return fieldOf(problem) === 'requestId' ? RESERVED_ID : PLAIN[problem.code];
    case 'unknownProperty':
      return fieldOf(problem) === 'contact' ? 'must be left out when the contact is removed' : 'is not a known field';
    case 'type':
    case 'format':
    case 'notAllowedValue':
      return formMessage(problem);
    case 'tooShort':
    case 'tooLong':
    case 'tooFew':
    case 'tooMany':
    case 'tooFewDigits':
      return limitMessage(problem);
    case 'blank':
    case 'outerBlank':
    case 'invisibleCharacter':
    case 'undeliverable':
      return textMessage(problem);
    case 'unknownAccount':
    case 'inactiveAccount':
    case 'managementAccountOutOfReach':
    case 'emailDomainNotAllowed':
    case 'confusableDomain':
      return deniedMessage(problem);
    case 'repeatedContact':
    case 'doubtfulName':
      return repeatedMessage(problem);
    case 'tooManyOfRequester':
    case 'tooManyForContact':
    case 'furtherProblems':
    case 'quorumOutOfReach':
      return countMessage(problem);
  }
}

function formMessage(problem: ProblemOf<'type' | 'format' | 'notAllowedValue'>): string {
  const field = fieldOf(problem);
  if (problem.code === 'notAllowedValue') return field === 'action' ? ACTIONS : `must be ${oneOf(problem.allowed)}`;
  if (problem.code === 'format') return FORMATS[field] ?? 'does not have the right format';
  const { expected } = problem;
  if (field !== 'accountId') return `must be ${TYPES[expected] ?? expected}`;
  return 'must be a text of 12 digits, for example "022222222222": a number loses its leading zeros';
}

/** A name is the sender's own text, unless it is one of ours. */
function repeatedMessage(problem: ProblemOf<'repeatedContact'> | ProblemOf<'doubtfulName'>): string {
  if (problem.code === 'repeatedContact') return `changes the same contact as ${mention(problem.firstPointer)}`;
  const { name, line, column } = problem;
  const place = `in line ${line}, column ${column}`;
  if (name === '__proto__') return `has the name __proto__ ${place}, which is not allowed`;
  return `has ${isKnownField(name) ? name : 'a name'} twice, the second time ${place}: escape the quotes in what people write`;
}

function limitMessage(problem: Extract<Problem, { limit: number }>): string {
  const { limit } = problem;
  switch (problem.code) {
    case 'tooShort':
      return limit === 1 ? 'must not be empty' : `must have at least ${counted(limit, 'character')}`;
    case 'tooLong': {
      const how = problem.isInUnits ? ', where an emoji counts as two or more' : '';
      return `must have at most ${counted(limit, 'character')}${how}`;
    }
    case 'tooFew':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} entries`;
    case 'tooMany':
      return limit === 0 ? 'must be empty' : `must have at most ${limit} entries`;
    case 'tooFewDigits':
      return `must have at least ${limit} digits, for example +1 555 0123`;
  }
}

function textMessage(problem: ProblemOf<'blank' | 'outerBlank' | 'invisibleCharacter' | 'undeliverable'>): string {
  switch (problem.code) {
    case 'blank':
      return 'must have characters that people can see';
    case 'outerBlank':
      return 'must not begin or end with a blank or an invisible character; delete it';
    case 'invisibleCharacter':
      return `has the invisible character ${problem.character}; type the text again without it`;
    case 'undeliverable':
      return `${UNDELIVERABLE[problem.because]}; a right one is, for example, soc@example.com`;
  }
}

function deniedMessage(problem: ProblemOf<AccountCode | 'emailDomainNotAllowed' | 'confusableDomain'>): string {
  switch (problem.code) {
    case 'unknownAccount':
      return `names ${problem.accountId}, which is not an account of the organization: check the id`;
    case 'inactiveAccount':
      return `names ${problem.accountId}, which is ${problem.state}: only an ACTIVE account can get other contacts`;
    case 'managementAccountOutOfReach':
      return `names the management account ${problem.accountId}, in which this service has no role: ask the team that runs it for one`;
    case 'emailDomainNotAllowed':
      return `must be in an allowed e-mail domain (${problem.allowed.join(', ')})`;
    case 'confusableDomain':
      return 'must be in a domain of plain letters: one with xn-- may look like another';
  }
}

function countMessage(
  problem: ProblemOf<'tooManyOfRequester' | 'tooManyForContact' | 'furtherProblems' | 'quorumOutOfReach'>,
): string {
  switch (problem.code) {
    case 'tooManyOfRequester':
      return `has ${counted(problem.open, 'open request')} already: ask again when some of them are decided, or cancel some`;
    case 'tooManyForContact':
      return `asks for a contact that ${counted(problem.open, 'open request')} ask for already: ask again when some of them are decided`;
    case 'furtherProblems':
      return `has ${counted(problem.count, 'further problem')}`;
    case 'quorumOutOfReach':
      return quorumMessage(problem);
  }
}

function quorumMessage({ rule, from, quorum, eligible }: ProblemOf<'quorumOutOfReach'>): string {
  const needed = from === undefined ? counted(quorum, 'approval') : `an approval from ${from}`;
  const left =
    eligible === 0 ? 'nobody is eligible' : `only ${counted(eligible, 'approver is', 'approvers are')} eligible`;
  return `leaves too few approvers for the rule "${rule}": it needs ${needed}, but ${left}, because nobody may approve a request that they made or worked on`;
}

/** Whoever puts the problem into words may have put the place into words. */
function mention(pointer: string): string {
  return /^\/change(s|Set)\//.test(pointer) ? placeText(pointer, { hasSeveralChanges: true }).toLowerCase() : pointer;
}

/** The name of the field that a problem is about. */
function fieldOf({ pointer }: Problem): string {
  const [, head = '', entry = ''] = pointer.split('/');
  return head === 'contributors' && entry !== '' ? head : (pointer.split('/').at(-1) ?? '');
}

function oneOf(values: string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}
