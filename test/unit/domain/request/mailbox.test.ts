import { describe, expect, it } from 'vitest';
import { isSameMailbox, mailboxOf, oncePerMailbox } from '../../../../functions/domain/request/mailbox.ts';

describe('mailboxOf', () => {
  it.each([
    ['jane@example.com', 'jane@example.com'],
    ['Jane@Example.COM', 'jane@example.com'],
    [' jane@example.com ', 'jane@example.com'],
    ['jane+aws@example.com', 'jane@example.com'],
    ['jane+aws+jira@example.com', 'jane@example.com'],
    ['j.doe@example.com', 'j.doe@example.com'],
    ['"jane"@example.com', 'jane@example.com'],
    ['"ja\\ne"@example.com', 'jane@example.com'],
    ['"jane+x"@example.com', 'jane@example.com'],
    ['"jane"+x@example.com', 'jane@example.com'],
    ['"ja"ne@example.com', 'jane@example.com'],
    ['jane(x)@example.com', 'jane@example.com'],
    ['(x)jane(+y)+z@example.com', 'jane@example.com'],
    ['jane((x)y)@example.com', 'jane@example.com'],
    ['ja(x)ne(\\()@example.com', 'jane@example.com'],
    ['jane(\\))@example.com', 'jane@example.com'],
    ['+jane@example.com', '+jane@example.com'],
  ])('of %s is %s when the policy says nothing', (address, mailbox) => {
    expect(mailboxOf(address, {})).toBe(mailbox);
  });

  it('keeps the part after a plus in the domains where plus means another person, and in no other', () => {
    const rules = { plusIsAnotherPerson: ['Lists.example.com'] };
    expect(mailboxOf('jane+aws@lists.example.com', rules)).toBe('jane+aws@lists.example.com');
    expect(mailboxOf('jane+aws@example.com', rules)).toBe('jane@example.com');
    expect(mailboxOf('jane+aws@sub.lists.example.com', rules)).toBe('jane@sub.lists.example.com');
  });

  it('leaves dots out in the domains where they are ignored, and in no other', () => {
    const rules = { dotsIgnored: ['gmail.com'] };
    expect(mailboxOf('J.Do.e+aws@gmail.com', rules)).toBe('jdoe@gmail.com');
    expect(mailboxOf('j.doe@example.com', rules)).toBe('j.doe@example.com');
  });
});

describe('isSameMailbox', () => {
  it('is true for two ways to write one address, and false for two people', () => {
    expect(isSameMailbox('approver-1+aws@example.com', 'Approver-1@example.com', {})).toBe(true);
    expect(isSameMailbox('approver-1@example.com', 'approver-2@example.com', {})).toBe(false);
    expect(isSameMailbox('jane@example.com', 'jane@example.org', {})).toBe(false);
  });
});

describe('oncePerMailbox', () => {
  it('keeps the first address of each mailbox, as it is written', () => {
    const addresses = ['Jane@example.com', 'bo@example.com', 'jane+aws@example.com', 'BO@example.com'];
    expect(oncePerMailbox(addresses, {})).toEqual(['Jane@example.com', 'bo@example.com']);
  });
});
