import { describe, expect, it } from 'vitest';
import { contactName } from '../../../../functions/domain/contact/contact.ts';
import { CASES, changesOf } from '../../../bench/rollout/cases.ts';

describe.each([...CASES.keys()])('the case %s', (name) => {
  it('changes no contact twice', () => {
    const names = changesOf({ requests: CASES.get(name)?.().requests ?? [] }).map(contactName);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('has as many requests as its name says', () => {
  expect(CASES.get('3x100')?.()).toMatchObject({ name: '3 of 100 changes, pre-approved', isApproved: false });
  expect(CASES.get('10000-approved')?.()).toMatchObject({ name: '10,000 single, approved', isApproved: true });
});
