/** A look at all accounts of the organization, under way or ended. */
export interface Sweep {
  /** The name of its execution. */
  sweepId: string;
  /** ISO 8601, like all times. */
  startedAt: string;
  /** How many ACTIVE accounts there are to read. */
  accounts: number;
  /** How many have been looked at so far, those that could not be read included. */
  read: number;
  /** How many contacts somebody else has changed, as far as this sweep has found out. */
  changed: number;
  /** How many accounts could not be read. */
  unreadable: number;
  /** How many accounts no event had reported; each gets its baseline request. */
  newAccounts: number;
  /** Present once it has ended. */
  endedAt?: string;
}

const COUNTS = ['accounts', 'read', 'changed', 'unreadable', 'newAccounts'] as const;

/** A sweep as the table holds it; nothing if it is none. */
export function sweepOf(item: Record<string, unknown> | undefined): Sweep | undefined {
  const { sweepId, startedAt, endedAt } = item ?? {};
  if (typeof sweepId !== 'string' || typeof startedAt !== 'string') return undefined;
  const [accounts = 0, read = 0, changed = 0, unreadable = 0, newAccounts = 0] = COUNTS.map((name) =>
    Number(item?.[name] ?? 0),
  );
  return {
    ...{ sweepId, startedAt, accounts, read, changed, unreadable, newAccounts },
    ...(typeof endedAt === 'string' && { endedAt }),
  };
}

/** A time that Step Functions gives, as the inventory holds times: so that they can be compared as text. */
export function isoTime(time: string): string {
  return new Date(time).toISOString();
}
