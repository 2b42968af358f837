import { putProof } from '../../../../functions/aws/intake-proofs.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { Write } from '../contacts.ts';
import { World } from '../world.ts';
import { type Asked, CONTACTS, changeRequestOf } from './asked.ts';
import type { Case } from './cases.ts';
import type { Paper } from './paper.ts';
import { called } from './retry.ts';
import { Scheduler } from './scheduler.ts';
import { Workflow } from './workflow.ts';

/** A request that was made. Its event may have come more than once. */
export interface Made {
  asked: Asked;
  request: ChangeRequest;
  /** ISO 8601. */
  askedAt: string;
  workflows: Workflow[];
}

/** A form that somebody has sent. */
export interface Sent {
  requestKey: RequestKey;
  /** The address of the link. */
  by: string;
  decision: 'approve' | 'reject';
  /** What the page of the form showed. */
  paper: Paper;
}

/** A change of a contact by somebody outside. */
interface OutsideChange {
  name: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Somebody takes back what requests ask for. */
export interface Withdrawal {
  /** Whether it is about this change of a request. */
  concerns: (made: Made, name: string) => boolean;
  /** Whether it is also about requests that come later, though they were asked for before. */
  isAboutLate: boolean;
  /** Epoch milliseconds: when it began, and when it was done. */
  startedAt: number;
  doneAt: number;
}

/** The system under test, and what the people around it have done. */
export class Service {
  readonly given: Case;
  readonly scheduler = new Scheduler();
  readonly world = new World(this.scheduler.turn);
  readonly made = new Map<RequestKey, Made>();
  readonly sent: Sent[] = [];
  /** What requests have written, as it reached AWS. */
  readonly writes: (Write & { requestKey: RequestKey | undefined })[] = [];
  readonly outsideChanges: OutsideChange[] = [];
  readonly withdrawals: Withdrawal[] = [];
  /** What has happened, to see that it does. */
  readonly seen: (what: string) => void;

  constructor(given: Case, seen: (what: string) => void) {
    this.given = given;
    this.seen = seen;
  }

  ask(asked: Asked): void {
    // Several systems choose the same ids.
    const number = [...this.made.values()].filter((made) => made.asked.system === asked.system).length + 1;
    const isBaseline = asked.system === 'organization';
    const requestId = isBaseline ? `baseline-${CONTACTS.SECURITY.accountId}-${number}-x` : `r-${number}`;
    const second = Math.floor(Date.now() / 1000 - asked.delay) * 1000;
    const made = {
      asked,
      request: changeRequestOf(asked, requestId),
      askedAt: new Date(second).toISOString(),
      workflows: [],
    };
    this.made.set(requestKeyOf(made.request), made);
    this.scheduler.begin(async () => {
      if (asked.isSigned) await called(this.scheduler, 'ReceiveWebhook', () => putProof(made.request, 'signature'));
      this.deliver(made);
    });
  }

  /** Somebody takes something back. */
  async withdraw(concerns: Withdrawal['concerns'], work: () => Promise<unknown>, isAboutLate = false): Promise<void> {
    const withdrawal = { concerns, isAboutLate, startedAt: Date.now(), doneAt: Number.POSITIVE_INFINITY };
    this.withdrawals.push(withdrawal);
    await work();
    withdrawal.doneAt = Date.now();
  }

  /** A write reaches AWS; what is wrong with it ends the test. */
  noteWrite(write: Write, check: (service: Service, write: Write) => void): void {
    this.scheduler.begin(async () => check(this, write));
    this.writes.push({ ...write, requestKey: this.scheduler.invocation?.requestKey });
  }

  /** The event of a request comes, perhaps once more. */
  deliver({ request, askedAt, workflows }: Made): void {
    const executionArn = `arn:aws:states:us-east-1:111111111111:execution:test:${requestKeyOf(request)}-${workflows.length}`;
    const workflow = new Workflow({ request, executionArn, askedAt }, this.world, this.scheduler);
    workflows.push(workflow);
    this.scheduler.begin(() => workflow.run());
  }
}
