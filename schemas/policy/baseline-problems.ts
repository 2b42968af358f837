import { encodedDomain } from '../../functions/domain/contact/email-address.ts';
import { contactFaults } from '../../functions/domain/contact/usable-contact.ts';
import type { Policy } from '../../functions/domain/policy/policy.ts';
import { isInDomain } from '../../functions/domain/request/request.ts';
import { reasonOf } from '../../functions/wording/reason.ts';
import type { Contact } from '../compiled/contact.js';
import type { BaselineContacts } from '../compiled/policy-schema.js';
import type { Path, PolicyProblem } from './policy-problem.ts';

const FIELDS: Record<keyof Contact, string> = {
  name: 'name',
  title: 'title',
  emailAddress: 'e-mail address',
  phoneNumber: 'phone number',
};

/** Contacts of the baseline that no request could ask for. */
export function baselineProblems(policy: Policy): PolicyProblem[] {
  const { baseline = {} } = policy;
  const places: { path: Path; contacts: BaselineContacts }[] = [
    { path: ['default'], contacts: baseline.default ?? {} },
    ...(baseline.overrides ?? []).map(({ contacts }, index) => ({ path: ['overrides', index, 'contacts'], contacts })),
  ];
  return places.flatMap(({ path, contacts }) =>
    Object.entries(contacts).flatMap(([type, contact]) =>
      typeof contact === 'string'
        ? []
        : contactProblems(type, contact, policy).map(({ field, message }) => ({
            path: ['baseline', ...path, type, field],
            message,
          })),
    ),
  );
}

function contactProblems(type: string, contact: Contact, { allowedEmailDomains, confusableDomains }: Policy) {
  const { emailAddress } = contact;
  const faults = contactFaults({ ...contact }).map(({ field, fault }) => {
    const { message } = reasonOf({ pointer: '', ...fault });
    return { field, message: `the ${FIELDS[field]} of the ${type} contact ${message}` };
  });
  if (faults.some(({ field }) => field === 'emailAddress')) return faults;
  if (!isInDomain(emailAddress, allowedEmailDomains)) {
    const message = `the e-mail address of the ${type} contact is outside allowedEmailDomains (${allowedEmailDomains.join(', ')}); use another, or allow its domain`;
    return [...faults, { field: 'emailAddress', message }];
  }
  if (confusableDomains === 'refuse' && encodedDomain(emailAddress)) {
    const message = `the e-mail address of the ${type} contact has a domain with xn--, which confusableDomains refuses`;
    return [...faults, { field: 'emailAddress', message }];
  }
  return faults;
}
