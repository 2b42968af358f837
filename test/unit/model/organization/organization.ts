import { putProof } from '../../../../functions/aws/intake-proofs.ts';
import { handler as deriveBaselineRequest } from '../../../../functions/derive-baseline-request.ts';
import { changeSetKey } from '../../../../functions/domain/request/change-set.ts';
import { sha256 } from '../../../../functions/domain/request/digest.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import { invoke } from '../../functions/invoke.ts';
import type { Address, Write } from '../contacts.ts';
import { JANE } from '../several/cases.ts';
import { called, retried } from '../several/retry.ts';
import { type Invocation, Scheduler } from '../several/scheduler.ts';
import type { Sent } from '../several/service.ts';
import { Workflow } from '../several/workflow.ts';
import { type PutEvent, World } from '../world.ts';
import { Campaign } from './campaign.ts';
import { ACCOUNTS, changesOf, nameOf, type Wants } from './contacts.ts';
import type { Given } from './policy.ts';

/** Somebody has paused, resumed or cancelled a campaign. Times are epoch milliseconds. */
export interface Steering {
  action: 'pause' | 'resume' | 'cancel';
  startedAt: number;
  /** Infinite until it is said to be done; for ever if the function died. */
  doneAt: number;
}

/** A request that was made. */
export interface Made {
  request: ChangeRequest;
  wants: Wants;
  workflows: (Workflow | Campaign)[];
  steerings: Steering[];
}

/** A change by somebody outside. */
export interface OutsideChange {
  name: string;
  before: Address;
  after: Address;
  /** Epoch milliseconds. */
  at: number;
}

/** A write of the service, and the function that made it. */
export interface OwnWrite extends Write {
  invocation: Invocation;
}

/** What the service has told of a contact that somebody outside has changed; times are epoch milliseconds. */
export interface Drift {
  name: string;
  foundAt: number;
  requestId: string | undefined;
}

/** The system under test, what people have done, and what the service has told. */
export class Organization {
  readonly policy: Given;
  /** An address with a plus is nobody else. */
  readonly given = {};
  readonly scheduler = new Scheduler();
  readonly world = new World(this.scheduler.turn);
  readonly made = new Map<RequestKey, Made>();
  readonly sent: Sent[] = [];
  readonly initial = new Map<string, Address>();
  readonly writes: OwnWrite[] = [];
  readonly outsideChanges: OutsideChange[] = [];
  readonly drifts: Drift[] = [];
  /** Whether reads of AWS ever lagged behind. */
  hasLagged = false;
  sweeps = 0;
  /** What has happened, to see that it does. */
  readonly seen: (what: string) => void;
  #deliveries = 0;

  constructor(policy: Given, seen: (what: string) => void) {
    this.policy = policy;
    this.seen = seen;
    this.world.accounts = ACCOUNTS;
    this.world.onEvent = (event) => this.#note(event);
  }

  /** What a contact is. */
  addressOf(name: string): Address {
    return this.world.contacts.current().get(name) ?? null;
  }

  /** Somebody asks for a few changes. */
  ask(wants: Wants): void {
    this.#ask({ wants, changes: changesOf(wants) });
  }

  /** Somebody asks for changes that are in an object. */
  askForCampaign(wants: Wants): void {
    const text = changesOf(wants)
      .map((change) => `${JSON.stringify(change)}\n`)
      .join('');
    const hash = sha256(text);
    this.world.bucket.objects.set(changeSetKey(hash), text);
    this.#ask({ wants, changes: [], changeSet: { key: changeSetKey(hash), sha256: hash, count: wants.size } });
  }

  /** The event of a request comes, perhaps once more. */
  deliver({ request, workflows }: Made): void {
    this.#deliveries += 1;
    const name = `${requestKeyOf(request).replace('/', '-')}-${this.#deliveries}`;
    const campaign = request.changeSet && new Campaign(request, name, this);
    const executionArn = `arn:aws:states:us-east-1:111111111111:execution:test:${name}`;
    const arrival = { request, executionArn, askedAt: new Date().toISOString() };
    const workflow = campaign ?? new Workflow(arrival, this.world, this.scheduler);
    workflows.push(workflow);
    this.scheduler.begin(() => (workflow instanceof Campaign ? workflow.begin() : workflow.run()));
  }

  #ask({ wants, ...asked }: Pick<Made, 'wants'> & Pick<ChangeRequest, 'changes' | 'changeSet'>): void {
    const requestId = `r-${this.made.size + 1}`;
    const request = { requestId, requestedBy: JANE, reason: 'new team', source: { system: 'cli' }, ...asked };
    const made: Made = { request, wants, workflows: [], steerings: [] };
    this.made.set(requestKeyOf(request), made);
    this.scheduler.begin(async () => {
      await called(this.scheduler, 'ReceiveRequest', () => putProof(request, 'signature'));
      this.deliver(made);
    });
  }

  #note({ source, type, detail }: PutEvent): void {
    if (type === 'Alternate Contact Baseline Due') {
      const event = { source, 'detail-type': type, time: new Date().toISOString(), detail };
      this.scheduler.begin(() => this.#derive(event));
    }
    if (type !== 'Alternate Contact Drift Detected') return;
    const { accountId, alternateContactType, foundAt, requestId } = Object(detail);
    this.drifts.push({ name: nameOf({ accountId, alternateContactType }), foundAt: Date.parse(foundAt), requestId });
  }

  /** The service asks itself for a request. */
  async #derive(event: object): Promise<void> {
    const state = 'DeriveBaselineRequest';
    const derived = await retried(state, this.scheduler, () =>
      this.scheduler.invoke({ name: state }, () => invoke(deriveBaselineRequest, { event })),
    );
    const { detail }: { detail?: ChangeRequest } = Object(derived);
    if (!detail) return;
    const wants = new Map(
      detail.changes.map((change) => [nameOf(change), change.action === 'PUT' ? change.contact.emailAddress : null]),
    );
    const known = this.made.get(requestKeyOf(detail));
    const made = known ?? { request: detail, wants, workflows: [], steerings: [] };
    this.made.set(requestKeyOf(detail), made);
    this.seen(`asks itself: ${detail.requestId.split('-')[0]}`);
    this.deliver(made);
  }
}
