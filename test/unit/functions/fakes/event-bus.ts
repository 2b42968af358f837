import { expect, vi } from 'vitest';
import validate from '../../../../schemas/compiled/status-event.js';
import { CONTACT_DETAILS } from '../invoke.ts';

/** The details of the status events that were put. */
export const statusEvents: object[] = [];

export function reset(): void {
  statusEvents.length = 0;
  putStatusEvent.mockReset();
}

/** Takes only what the schema of status events allows, and no detail of a contact. */
export const putStatusEvent = vi.fn(async (detail: object) => {
  expect(validate(detail), JSON.stringify(validate.errors)).toBe(true);
  for (const secret of CONTACT_DETAILS) expect(JSON.stringify(detail)).not.toContain(secret);
  statusEvents.push(detail);
});
