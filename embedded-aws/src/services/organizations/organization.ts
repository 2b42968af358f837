import { type JsonObject, objectAt, textAt } from '../../json.ts';
import { Tree } from './tree.ts';

/** An account's lifecycle state, as Organizations names it. */
type AccountState = (typeof ACCOUNT_STATES)[number];

const ACCOUNT_STATES = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'] as const;

/** An account of the organization. */
export interface Account {
  id: string;
  name: string;
  state: AccountState;
  parentId: string;
  tags: Record<string, string>;
}

interface AccountDefinition {
  id: string;
  name: string;
  state: string;
  parentId: string;
  tags: object;
}

/** An organization as JSON describes it. */
export interface OrganizationDefinition {
  id: string;
  rootId: string;
  managementAccountId: string;
  /** Of the service `account.amazonaws.com`. */
  delegatedAdministratorId: string;
  organizationalUnits: { id: string; name: string; parentId: string }[];
  accounts: AccountDefinition[];
  /** Active accounts with consecutive ids, from `first` to `last`. */
  accountRanges: { first: string; last: string; name: string; parentId: string; tags: object }[];
}

/** The organization that the embedded AWS starts with. */
export class Organization {
  readonly id: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  readonly delegatedAdministratorId: string;
  readonly units: Tree<OrganizationDefinition['organizationalUnits'][number]>;
  readonly accounts: Tree<Account>;
  /** Where accounts are that were moved. */
  readonly #moved: Map<string, JsonObject>;
  /** The tags of what was tagged since the organization began. */
  readonly #tagged: Map<string, JsonObject>;

  /**
   * @param moved the accounts that an earlier run has moved
   * @param tagged what an earlier run has tagged
   * @throws Error naming a state that Organizations does not have
   */
  constructor(
    definition: OrganizationDefinition,
    moved = new Map<string, JsonObject>(),
    tagged = new Map<string, JsonObject>(),
  ) {
    this.id = definition.id;
    this.rootId = definition.rootId;
    this.managementAccountId = definition.managementAccountId;
    this.delegatedAdministratorId = definition.delegatedAdministratorId;
    this.units = new Tree(definition.organizationalUnits);
    const accounts = [...definition.accounts.map(readAccount), ...definition.accountRanges.flatMap(expandRange)];
    this.#moved = moved;
    this.#tagged = tagged;
    for (const account of accounts)
      account.parentId = textAt(moved.get(account.id) ?? {}, 'parentId') ?? account.parentId;
    this.accounts = new Tree(accounts);
  }

  /** Puts an account under another root or OU. */
  move(account: Account, parentId: string): void {
    this.accounts.move(account, parentId);
    this.#moved.set(account.id, { parentId });
  }

  /** Whether there is a root or an OU with an id. */
  isParent(id: string): boolean {
    return id === this.rootId || this.units.has(id);
  }

  /** The tags of an account, an OU or the root; nothing if there is none of them. */
  tagsOf(id: string): Record<string, string> | undefined {
    const tagged = this.#tagged.get(id);
    if (tagged) return readTags(objectAt(tagged, 'tags'));
    return this.accounts.get(id)?.tags ?? (this.isParent(id) ? {} : undefined);
  }

  /** Replaces the tags of an account, an OU or the root. */
  setTags(id: string, tags: Record<string, string>): void {
    this.#tagged.set(id, { tags });
  }

  /** An ARN of the Organizations service. */
  arn(kind: 'account' | 'organization' | 'root' | 'ou', id?: string): string {
    const path = [kind, this.id, id].filter(Boolean).join('/');
    return `arn:aws:organizations::${this.managementAccountId}:${path}`;
  }

  /**
   * The ARN by which policies name an Account Management resource: the caller's own account, or the member that the call
   * names. A member's ARN contains the management account's id, whoever calls.
   */
  accountManagementArn(callerAccountId: string, accountId: string | undefined): string {
    const isOwn = accountId === undefined || !this.accounts.has(callerAccountId);
    if (isOwn) return `arn:aws:account::${callerAccountId}:account`;
    return `arn:aws:account::${this.managementAccountId}:account/${this.id}/${accountId}`;
  }
}

function readAccount(account: AccountDefinition): Account {
  const state = ACCOUNT_STATES.find((candidate) => candidate === account.state);
  if (!state) throw new Error(`The organization has an account in the unknown state ${account.state}`);
  return { ...account, state, tags: readTags(account.tags) };
}

function expandRange({
  first,
  last,
  name,
  parentId,
  tags,
}: OrganizationDefinition['accountRanges'][number]): Account[] {
  const count = Number(last) - Number(first) + 1;
  const shared = readTags(tags);
  return Array.from({ length: count }, (_, index) => {
    const id = String(Number(first) + index).padStart(12, '0');
    return { id, name: `${name} ${index + 1}`, state: 'ACTIVE', parentId, tags: shared };
  });
}

function readTags(tags: object): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}
