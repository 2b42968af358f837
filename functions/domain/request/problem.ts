import type { FieldFault } from '../contact/usable-contact.ts';

/**
 * Something that is wrong with a request or a policy, as data; `functions/wording/reason.ts` puts it into words. `pointer` is
 * the JSON pointer of the value that is wrong.
 */
export type Problem = {
  pointer: string;
} /** `unknownProperties` and `doubtfulName` are about the object that has them. */ & (
  | { code: 'required' | 'unknownProperty' | 'unknownProperties' | 'notAllowedHere' | 'reservedSource' | 'invalid' }
  | { code: 'type'; expected: string }
  | { code: 'format' }
  | { code: 'tooShort' | 'tooFew' | 'tooMany'; limit: number }
  | FieldFault
  | { code: 'confusableDomain' }
  | { code: 'notAllowedValue'; allowed: string[] }
  | { code: 'repeatedContact'; firstPointer: string }
  | { code: 'doubtfulName'; name: string; line: number; column: number }
  | { code: 'nestedTooDeeply' }
  | { code: 'unknownAccount'; accountId: string }
  | { code: 'inactiveAccount'; accountId: string; state: string }
  | { code: 'managementAccountOutOfReach'; accountId: string }
  | { code: 'emailDomainNotAllowed'; allowed: string[] }
  | { code: 'tooManyOfRequester' | 'tooManyForContact'; open: number }
  | { code: 'furtherProblems'; count: number }
  /** Of a change set: its object, one of its lines, the number of its changes, and the rule of the policy that they fall under. */
  | { code: 'changeSetMissing' | 'changeSetAltered' | 'notJson' }
  | { code: 'changeSetTooLarge'; bytes: number }
  | { code: 'wrongCount'; count: number }
  | { code: 'campaignNeedsApproval'; rule: string }
  | { code: 'tooManyUnderRule'; rule: string; most: number; count: number }
  | { code: 'quorumOutOfReach'; rule: string; from?: string; quorum: number; eligible: number }
);

export type ProblemCode = Problem['code'];

/** The first problem of each place, which explains it best. */
export function oncePerPlace(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ pointer }) => {
    const isFirst = !seen.has(pointer);
    seen.add(pointer);
    return isFirst;
  });
}
