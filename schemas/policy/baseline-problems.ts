import type { Policy } from '../../functions/domain/policy/policy.ts';
import { isInDomain } from '../../functions/domain/request/request.ts';
import type { BaselineContacts } from '../compiled/policy-schema.js';
import type { Path, PolicyProblem } from './policy-problem.ts';

/** Contacts of the baseline that no request could ask for. */
export function baselineProblems({ baseline = {}, allowedEmailDomains }: Policy): PolicyProblem[] {
  const places: { path: Path; contacts: BaselineContacts }[] = [
    { path: ['default'], contacts: baseline.default ?? {} },
    ...(baseline.overrides ?? []).map(({ contacts }, index) => ({ path: ['overrides', index, 'contacts'], contacts })),
  ];
  return places.flatMap(({ path, contacts }) =>
    Object.entries(contacts).flatMap(([type, contact]): PolicyProblem[] => {
      if (typeof contact === 'string' || isInDomain(contact.emailAddress, allowedEmailDomains)) return [];
      const message = `the e-mail address of the ${type} contact is outside allowedEmailDomains (${allowedEmailDomains.join(', ')}); use another, or allow its domain`;
      return [{ path: ['baseline', ...path, type, 'emailAddress'], message }];
    }),
  );
}
