import { MalformedWebhookKeysError, UnknownTicketSourceError } from '../errors.ts';
import type { Policy } from './policy.ts';

/** The key of a ticket source, as the secret of all keys holds it. */
interface WebhookKey {
  current: string;
  /** The one before; it counts for a week after the change. */
  former?: string | undefined;
  /** Since when the current key is it: ISO 8601. */
  changedAt?: string | undefined;
}

/** What the secret holds, by ticket source: keys, or whatever somebody has written there. */
export type WebhookKeys = Readonly<Record<string, unknown>>;

/** What was done to the key of a source. */
export interface KeyChange {
  source: string;
  change: 'made' | 'rotated' | 'entered';
}

/** The keys as they are to be, the same object if nothing changes, and what was done. */
export interface KeyUpdate {
  keys: WebhookKeys;
  changes: KeyChange[];
}

/** When keys are changed, and what makes new ones. */
export interface KeyMaker {
  now: Date;
  newKey: () => string;
}

type Sources = Policy['sources'];

const DAY_MILLISECONDS = 86_400_000;

/** A week to enter the new key in the ticket system. */
const OVERLAP_MILLISECONDS = 7 * DAY_MILLISECONDS;

/**
 * The keys in the text of the secret.
 * @throws MalformedWebhookKeysError, which repeats nothing of the text
 */
export function readWebhookKeys(text: string): WebhookKeys {
  const keys = parsed(text);
  if (typeof keys === 'object' && keys !== null && !Array.isArray(keys)) return { ...keys };
  throw new MalformedWebhookKeysError('the secret of the webhook keys is not a JSON object');
}

/**
 * The keys of a source that count now, the current one first.
 * @throws MalformedWebhookKeysError
 */
export function liveKeys(keys: WebhookKeys, source: string, now: Date): string[] {
  const { current, former, changedAt } = keyOf(keys, source) ?? {};
  if (current === undefined) return [];
  return former !== undefined && isWithin(OVERLAP_MILLISECONDS, changedAt, now) ? [current, former] : [current];
}

/** The ticket sources that prove themselves by a key. */
export function sourcesWithKeys(sources: Sources = {}): string[] {
  return Object.entries(sources).flatMap(([name, { proof }]) => (proof.kind === 'iam' ? [] : [name]));
}

/**
 * Gives a key to each source that has none, and a new one to each whose key is due.
 * @throws MalformedWebhookKeysError
 */
export function withDueKeys(keys: WebhookKeys, sources: Sources, maker: KeyMaker): KeyUpdate {
  return sourcesWithKeys(sources).reduce<KeyUpdate>(
    (update, source) => withDueKey(update, source, sources?.[source]?.rotateEveryDays, maker),
    { keys, changes: [] },
  );
}

/**
 * Gives a source another key. Whatever was written there before and is no key is replaced.
 * @param entered the key that the ticket system has; without it, a new one is made
 * @throws UnknownTicketSourceError
 */
export function withNewKey(
  keys: WebhookKeys,
  { source, entered, sources }: { source: string; entered: string | undefined; sources: Sources },
  { now, newKey }: KeyMaker,
): KeyUpdate {
  const known = sourcesWithKeys(sources);
  if (!known.includes(source)) throw new UnknownTicketSourceError(unknownSource(known));
  const change = { source, change: entered === undefined ? 'rotated' : 'entered' } as const;
  return { keys: changed(keys, source, entered ?? newKey(), now), changes: [change] };
}

function withDueKey(
  update: KeyUpdate,
  source: string,
  rotateEveryDays: number | undefined,
  { now, newKey }: KeyMaker,
): KeyUpdate {
  const { keys, changes } = update;
  const key = keyOf(keys, source);
  if (key === undefined) {
    return { keys: changed(keys, source, newKey(), now), changes: [...changes, { source, change: 'made' }] };
  }
  if (rotateEveryDays === undefined) return update;
  // The age of a key that somebody has written there begins now.
  if (key.changedAt === undefined) return { keys: { ...keys, [source]: dated(key, now) }, changes };
  if (isWithin(rotateEveryDays * DAY_MILLISECONDS, key.changedAt, now)) return update;
  return { keys: changed(keys, source, newKey(), now), changes: [...changes, { source, change: 'rotated' }] };
}

/** What was given is left out, as it may be a key. */
function unknownSource(known: string[]): string {
  return `the policy has no such ticket source with a key, only ${known.join(', ') || 'none'}`;
}

/** One that is entered a second time ends the one before: so a key that has leaked is dead after two changes, whoever makes keys. */
function changed(keys: WebhookKeys, source: string, current: string, now: Date): WebhookKeys {
  const before = Object.hasOwn(keys, source) ? keyIn(keys[source])?.current : undefined;
  const former = before === undefined || before === current ? {} : { former: before };
  return { ...keys, [source]: { ...dated({ current }, now), ...former } };
}

function dated(key: WebhookKey, now: Date): WebhookKey {
  return { ...key, changedAt: now.toISOString() };
}

/** @throws MalformedWebhookKeysError */
function keyOf(keys: WebhookKeys, source: string): WebhookKey | undefined {
  if (!Object.hasOwn(keys, source)) return undefined;
  const key = keyIn(keys[source]);
  if (key !== undefined) return key;
  const must = 'is neither a text nor { "current": …, "former": …, "changedAt": … }';
  throw new MalformedWebhookKeysError(`in the secret of the webhook keys, that of ${source} ${must}`);
}

/** The key in an entry: a text alone is one that somebody has written there. */
function keyIn(entry: unknown): WebhookKey | undefined {
  const { current, former, changedAt }: Record<string, unknown> =
    typeof entry === 'string' ? { current: entry } : Object(entry);
  if (!isText(current) || !isTextOrNone(former) || !isTextOrNone(changedAt)) return undefined;
  if (changedAt !== undefined && Number.isNaN(Date.parse(changedAt))) return undefined;
  return { current, former, changedAt };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

/** A time that nobody knows is in no span. */
function isWithin(milliseconds: number, since: string | undefined, now: Date): boolean {
  return since !== undefined && now.getTime() < Date.parse(since) + milliseconds;
}

/** The error of JSON.parse repeats what it could not read, which may be a key. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
