import type { Problem } from '../domain/request/problem.ts';
import { counted, numberText } from './counted.ts';

const CODES = [
  'changeSetMissing',
  'changeSetAltered',
  'changeSetTooLarge',
  'notJson',
  'wrongCount',
  'campaignNeedsApproval',
  'tooManyUnderRule',
] as const satisfies Problem['code'][];

/** A problem of a change set, or of how many changes a request has. */
export type ChangeSetProblem = Extract<Problem, { code: (typeof CODES)[number] }>;

export function isChangeSetProblem(problem: Problem): problem is ChangeSetProblem {
  return CODES.some((code) => code === problem.code);
}

/** Such a problem as the end of a sentence that begins with the name of the value. */
export function changeSetProblemText(problem: ChangeSetProblem): string {
  switch (problem.code) {
    case 'changeSetMissing':
      return 'names an object that the bucket of the service does not hold: upload the change set, then ask again';
    case 'changeSetAltered':
      return 'is not the hash of the object: upload the change set again';
    case 'changeSetTooLarge':
      return `names an object that is too large for its count: one change a line, in no more than ${numberText(problem.bytes)} bytes`;
    case 'notJson':
      return 'is not JSON';
    case 'wrongCount':
      return `is not how many lines the change set has: ${numberText(problem.count)}`;
    case 'campaignNeedsApproval':
      return `asks for changes that the rule "${problem.rule}" approves in advance, which no change set may do: ask for them in requests of up to 100 changes`;
    case 'tooManyUnderRule': {
      const { rule, most, count } = problem;
      return `asks for ${counted(count, 'change')} under the rule "${rule}", which lets ${numberText(most)} through at once: ask for fewer`;
    }
  }
}
