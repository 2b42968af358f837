import type { Reason } from '../../schemas/compiled/reason.js';
import type { Problem } from '../domain/request/problem.ts';
import { type SchemaError, schemaProblems } from '../domain/request/schema-problems.ts';
import { counted } from './counted.ts';

/** What a value must look like, by the name of its field; a pattern says nothing to a person. */
const FORMATS: Record<string, string> = {
  requestId: 'must be 1 to 80 letters, digits and ._:-, beginning with a letter or digit',
  requestedBy: 'must be an e-mail address',
  system: 'must be 1 to 64 letters, digits and ._-, beginning with a letter or digit',
  url: 'must be a URL that begins with http:// or https://, without spaces',
  accountId: 'must be 12 digits',
  emailAddress: 'must be an e-mail address that AWS accepts, such as soc@example.com',
  phoneNumber: 'may only contain digits, spaces and ()+-',
};

const TYPES: Record<string, string> = {
  string: 'a text',
  object: 'an object',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

/** A problem in words: the message completes a sentence that begins with the name of the value. */
export function reasonOf(problem: Problem): Reason {
  return { pointer: problem.pointer, code: problem.code, message: messageOf(problem) };
}

/** More would help nobody, and an execution's state holds 256 KB. */
const MOST_REASONS = 100;

/** All problems in words; beyond the first hundred only their number. */
export function reasonsOf(problems: Problem[]): Reason[] {
  const further = problems.length - MOST_REASONS;
  const reasons = problems.slice(0, MOST_REASONS).map(reasonOf);
  return further > 0 ? [...reasons, reasonOf({ pointer: '', code: 'furtherProblems', count: further })] : reasons;
}

/** Schema errors in words. Values are never repeated: they may be personal data. */
export function schemaReasons(errors: SchemaError[]): Reason[] {
  return reasonsOf(schemaProblems(errors));
}

/** `/reason is required`: a reason in one line. */
export function reasonText({ pointer, message }: Reason): string {
  return `${pointer === '' ? 'The request' : pointer} ${message}`;
}

function messageOf(problem: Problem): string {
  switch (problem.code) {
    case 'required':
      return 'is required';
    case 'unknownProperty':
      return 'is not a known field';
    case 'notAllowedHere':
      return 'is not allowed here';
    case 'invalid':
      return 'is not valid';
    case 'type':
      return `must be ${TYPES[problem.expected] ?? problem.expected}`;
    case 'format':
      return FORMATS[problem.pointer.split('/').at(-1) ?? ''] ?? 'does not have the right format';
    case 'tooShort':
      return problem.limit === 1 ? 'must not be empty' : `must have at least ${counted(problem.limit, 'character')}`;
    case 'tooLong':
      return `must have at most ${counted(problem.limit, 'character')}`;
    case 'tooFew':
      return problem.limit === 1 ? 'must not be empty' : `must have at least ${problem.limit} entries`;
    case 'tooMany':
      return `must have at most ${problem.limit} entries`;
    case 'notAllowedValue':
      return `must be ${oneOf(problem.allowed)}`;
    case 'reservedSource':
      return 'is reserved: `organization` for the workflow itself, the name of a ticket system for its own webhook';
    case 'repeatedContact':
      return `changes the same contact as ${problem.firstPointer}`;
    case 'unknownAccount':
      return `names ${problem.accountId}, which is not an account of the organization`;
    case 'inactiveAccount':
      return `names ${problem.accountId}, which is ${problem.state}`;
    case 'managementAccountOutOfReach':
      return `names the management account ${problem.accountId}, in which this service has no role`;
    case 'emailDomainNotAllowed':
      return `must be in an allowed e-mail domain (${problem.allowed.join(', ')})`;
    case 'furtherProblems':
      return `has ${counted(problem.count, 'further problem')}`;
    case 'quorumOutOfReach':
      return quorumMessage(problem);
  }
}

function quorumMessage({ rule, from, quorum, eligible }: Extract<Problem, { code: 'quorumOutOfReach' }>): string {
  const needed = from === undefined ? counted(quorum, 'approval') : `an approval from ${from}`;
  const left =
    eligible === 0 ? 'nobody is eligible' : `only ${counted(eligible, 'approver is', 'approvers are')} eligible`;
  return `leaves too few approvers for the rule "${rule}": it needs ${needed}, but ${left}, because nobody may approve a request that they made or worked on`;
}

function oneOf(values: string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}
