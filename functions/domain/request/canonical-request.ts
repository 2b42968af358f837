import { trimmed } from '../contact/plain-text.ts';
import { canonicalChange, type WrittenValue } from './canonical-change.ts';

/** What the forms of ticket systems offer. Whoever chose it need not be told what was made of it. */
const OPTIONS: Record<string, string[]> = {
  '/alternateContactType': ['Security', 'Operations', 'Billing'],
  '/action': ['Set', 'Remove'],
};

/**
 * A request as a ticket has it, with everything canonical that people write, and what was written in `asWritten`. Nothing is known
 * of its shape yet: what is not as expected stays as it is, so that the schema refuses it.
 */
export function canonicalRequest(written: Record<string, unknown>): Record<string, unknown> {
  const { requestedBy, contributors, reason, changes, asWritten = [] } = written;
  const canonical = Array.isArray(changes) ? changes.map(changeOf) : undefined;
  const differences = (canonical ?? []).flatMap(({ asWritten }, index) =>
    asWritten.filter(isCorrected).map(movedTo(`/changes/${index}`)),
  );
  return {
    ...written,
    ...(typeof requestedBy === 'string' && { requestedBy: trimmed(requestedBy) }),
    ...(Array.isArray(contributors) && { contributors: contributors.map(trimmedText) }),
    ...(typeof reason === 'string' && { reason: trimmed(reason) }),
    ...(canonical && { changes: canonical.map(({ change }) => change) }),
    ...(differences.length > 0 && Array.isArray(asWritten) && { asWritten: [...asWritten, ...differences] }),
  };
}

function changeOf(change: unknown): { change: unknown; asWritten: WrittenValue[] } {
  const isChange = typeof change === 'object' && change !== null && !Array.isArray(change);
  return isChange ? canonicalChange(change) : { change, asWritten: [] };
}

function isCorrected({ pointer, text }: WrittenValue): boolean {
  return !OPTIONS[pointer]?.includes(text);
}

function movedTo(place: string): (value: WrittenValue) => WrittenValue {
  return ({ pointer, text }) => ({ pointer: `${place}${pointer}`, text });
}

function trimmedText(value: unknown): unknown {
  return typeof value === 'string' ? trimmed(value) : value;
}
