import type { Identity, MailboxRules } from '../../../schemas/compiled/policy-schema.js';
import { isSameMailbox } from '../request/mailbox.ts';
import { readableRequest } from '../request/readable-request.ts';
import { isPrincipal, type Principal, readPrincipal } from './principal.ts';

/** A user or a role that has the person's address in a tag. */
export interface TaggedPrincipal {
  kind: 'user' | 'role';
  name: string;
  /** The key of the tag. */
  tag: string;
}

/** Why a caller whom the policy wants to know by name is nobody that it knows. */
export type UnnamedCaller =
  | { kind: 'sessionIsNoAddress' }
  | { kind: 'notInTable'; name: string }
  | ({ kind: 'tagIsNoAddress' } & Omit<TaggedPrincipal, 'kind'> & { of: TaggedPrincipal['kind'] });

/** Who a signed caller is, or why that is not known. `stranger`: no entry of the policy is about them. */
export type CallerIdentity = { person: string } | { unnamed: UnnamedCaller } | 'stranger';

/**
 * Who a signed caller is, by the first of the policy's entries that is about their ARN.
 * @param readTag reads the tag of a user or role; only called for entries that want one
 */
export async function identifyCaller(
  arn: string,
  identities: Identity[],
  readTag: (principal: TaggedPrincipal) => Promise<string | undefined>,
): Promise<CallerIdentity> {
  const entry = identities.find(({ principals }) => principals.some((pattern) => isPrincipal(pattern, arn)));
  if (!entry) return 'stranger';
  const { person } = entry;
  const principal = readPrincipal(arn);
  if (person === 'session-name') return bySession(principal);
  const { table, tag = '' } = person;
  if (table) return byTable(principal, table);
  return byTag({ kind: principal.kind === 'user' ? 'user' : 'role', name: principal.owner, tag }, readTag);
}

/** Whose request it is and how that is known, or why the caller cannot make it. */
export type Claim = { requestedBy: unknown; isProven: boolean } | { unnamed: UnnamedCaller } | { signedInAs: string };

/**
 * The requester of what a signed caller sends. People whom the service knows need not name themselves, and cannot name anybody
 * else; a stranger must name the requester.
 * @param named the requester that the body names, of any shape
 * @returns `signedInAs` when it names somebody else
 */
export function claimOf(caller: CallerIdentity, named: unknown, rules: MailboxRules): Claim {
  if (caller === 'stranger') return { requestedBy: named, isProven: false };
  if ('unnamed' in caller) return caller;
  const { person } = caller;
  if (named === undefined) return { requestedBy: person, isProven: true };
  if (typeof named === 'string' && !isSameMailbox(named, person, rules)) return { signedInAs: person };
  return { requestedBy: named, isProven: true };
}

/** A user has no session, so its name proves nothing here. */
function bySession({ kind, name }: Principal): CallerIdentity {
  return kind === 'session' && isAddress(name) ? { person: name } : { unnamed: { kind: 'sessionIsNoAddress' } };
}

function byTable({ name }: Principal, table: Record<string, string>): CallerIdentity {
  const person = Object.hasOwn(table, name) ? table[name] : undefined;
  return person === undefined ? { unnamed: { kind: 'notInTable', name } } : { person };
}

async function byTag(
  tagged: TaggedPrincipal,
  readTag: (principal: TaggedPrincipal) => Promise<string | undefined>,
): Promise<CallerIdentity> {
  const person = tagged.name === '' ? undefined : await readTag(tagged);
  if (person !== undefined && isAddress(person)) return { person };
  const { kind: of, name, tag } = tagged;
  return { unnamed: { kind: 'tagIsNoAddress', of, name, tag } };
}

function isAddress(text: string): boolean {
  return readableRequest({ requestedBy: text }).requestedBy === text;
}
