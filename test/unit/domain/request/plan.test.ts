import { describe, expect, it } from 'vitest';
import { CONTACT_FIELDS } from '../../../../functions/domain/contact/contact.ts';
import { changeTo, contactAfter, planChanges } from '../../../../functions/domain/request/plan.ts';
import {
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  OLD_CONTACT,
  plannedChange,
  putChange,
  SECURITY,
} from '../../builders.ts';

describe('changeTo', () => {
  it.each([NEW_CONTACT, null])('makes the change after which the contact is %j', (contact) => {
    const change = changeTo(plannedChange(), contact);
    expect(change).toEqual(contact ? putChange(SECURITY, contact) : deleteChange(SECURITY));
    expect(contactAfter(change)).toEqual(contact);
  });
});

describe('planChanges', () => {
  const request = changeRequest({ changes: [putChange(SECURITY), deleteChange(BILLING)] });

  it('leaves out a contact that only differs in the blanks at its ends, as AWS may store it', () => {
    const contact = { ...NEW_CONTACT, name: ` ${NEW_CONTACT.name} ` };
    expect(planChanges([putChange()], [{ ...SECURITY, contact }])).toEqual([]);
  });

  it('holds before and after of each change in the order of the request', () => {
    const current = [
      { ...BILLING, contact: OLD_CONTACT },
      { ...SECURITY, contact: null },
    ];
    expect(planChanges(request.changes, current)).toEqual([
      { ...SECURITY, before: null, after: NEW_CONTACT },
      { ...BILLING, before: OLD_CONTACT, after: null },
    ]);
  });

  it('keeps a change that is in place when the request asks just that the contact stays', () => {
    const current = [{ ...SECURITY, contact: NEW_CONTACT }];
    expect(planChanges([putChange()], current, { isAdoption: true })).toEqual([
      { ...SECURITY, before: NEW_CONTACT, after: NEW_CONTACT },
    ]);
  });

  it('leaves a change out when it is already in place', () => {
    const current = [
      { ...SECURITY, contact: { ...NEW_CONTACT } },
      { ...BILLING, contact: null },
    ];
    expect(planChanges(request.changes, current)).toEqual([]);
  });

  it.each(CONTACT_FIELDS)('keeps the change when only %s differs', (field) => {
    const contact = { ...NEW_CONTACT, [field]: 'otherwise' };
    expect(planChanges(changeRequest().changes, [{ ...SECURITY, contact }])).toHaveLength(1);
  });

  it('takes the contact of the same account and type when others were read too', () => {
    const current = [
      { ...SECURITY, accountId: '333333333333', contact: NEW_CONTACT },
      { ...BILLING, contact: NEW_CONTACT },
      { ...SECURITY, contact: OLD_CONTACT },
    ];
    expect(planChanges(changeRequest().changes, current)).toEqual([plannedChange()]);
  });
});
