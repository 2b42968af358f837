/**
 * A change set: the changes of a request as an object in the service's bucket, because they are too many for an event. One change
 * (see the schema of the change request) to a line of JSON, each line ended by a line feed.
 */
export interface ChangeSet {
  /** Of the object: `change-sets/<sha256>.jsonl`, so that another content has another name. */
  key: string;
  /** SHA-256 (hex) of the object. */
  sha256: string;
  /** How many changes, which is how many lines, it holds. */
  count: number;
}

/** The most bytes that a line can have: AWS takes much less, even if each character is escaped. */
export const MOST_BYTES_OF_A_LINE = 2000;

/** How many changes are planned and applied together: the history of one execution has room for so many. */
export const CHANGES_OF_A_PAGE = 100;

/** Where a change set with this SHA-256 (hex) is kept. */
export function changeSetKey(sha256: string): string {
  return `change-sets/${sha256}.jsonl`;
}

/** A request for what a line of a change set says. Nothing else is wrong with it, so that all that is found is wrong with the change. */
export function requestOfLine(change: unknown) {
  const source = { system: 'line' };
  return { requestId: 'line', requestedBy: 'line@example.com', reason: 'line', source, changes: [change] };
}

/** A request that names a change set may leave its changes out; then it has none. Anything else stays as it is. */
export function withChanges<Sent>(sent: Sent): Sent | (Sent & { changes: [] }) {
  const isWithout = typeof sent === 'object' && sent !== null && 'changeSet' in sent && !('changes' in sent);
  return isWithout ? { ...sent, changes: [] } : sent;
}
