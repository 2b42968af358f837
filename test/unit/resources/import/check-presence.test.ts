import { describe, expect, it } from 'vitest';
import { checkPresence } from '../../../../resources/import/check-presence.ts';
import type { Presence } from '../../../../resources/import/still-there.ts';

const seen = (presences: Record<string, Presence>) =>
  Object.entries(presences).map(([id, presence]) => ({
    LogicalResourceId: id,
    PhysicalResourceId: `physical-${id}`,
    presence,
  }));

describe('what is imported', () => {
  it('has to be there, or unknown', () => {
    expect(() => checkPresence(seen({ Table: 'there', VoteKey: { unknown: 'denied' } }), [])).not.toThrow();
  });

  it('is refused by its name when it is gone, with the way to restore it and the flag that leaves it out', () => {
    expect(() => checkPresence(seen({ Table: 'there', VoteKey: 'gone' }), [])).toThrow(
      /^gone, or about to be: VoteKey \(physical-VoteKey\)\. .*restored.* --without VoteKey$/,
    );
  });

  it('asks for other credentials when nothing is there', () => {
    expect(() => checkPresence(seen({ Table: 'gone', VoteKey: 'gone' }), [])).toThrow(
      'are these the right credentials',
    );
  });
});

describe('what is left out', () => {
  it('may be gone', () => {
    expect(() => checkPresence(seen({ Table: 'there', VoteKey: 'gone' }), ['VoteKey'])).not.toThrow();
  });

  it('is refused when it is still there, as its name is taken', () => {
    expect(() => checkPresence(seen({ Table: 'there', VoteKey: 'there' }), ['Table'])).toThrow(
      'still there: Table (physical-Table). Import what is there',
    );
  });
});
