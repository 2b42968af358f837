import type { Need } from './policies.ts';

export type End = 'APPROVED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';

/**
 * What should become of a request: a second, plain reading of the rules, kept apart from the system under test. It learns
 * of votes only from the answers that people get.
 */
export class Spec {
  readonly needs: Need[];
  readonly votes = new Map<string, 'approve' | 'reject'>();
  /** The approvers whom mail does not reach. */
  readonly unreachable = new Set<string>();
  round = 0;
  end: End | undefined;

  constructor(needs: Need[]) {
    this.needs = needs;
  }

  clone(): Spec {
    const copy = new Spec(this.needs);
    for (const [approver, decision] of this.votes) copy.votes.set(approver, decision);
    for (const approver of this.unreachable) copy.unreachable.add(approver);
    copy.round = this.round;
    copy.end = this.end;
    return copy;
  }

  /** A vote whose voter was led back to the page, so that it is recorded. */
  vote(approver: string, decision: 'approve' | 'reject'): void {
    if (this.end) return;
    this.votes.set(approver, decision);
    if (this.needs.some((need) => this.#isRejected(need))) this.end = 'REJECTED';
    else if (this.needs.every((need) => this.#count(need, 'approve') >= need.quorum)) this.end = 'APPROVED';
  }

  finish(end: End): void {
    this.end ??= end;
  }

  /** An approved request can be cancelled until it is being applied. */
  cancel(isApplying: boolean): void {
    if (this.end === undefined || (this.end === 'APPROVED' && !isApplying)) this.end = 'CANCELLED';
  }

  /** Whether the approvers asked by a round who may still approve are enough. */
  isPossible(round = Number.POSITIVE_INFINITY): boolean {
    return this.needs.every((need) => {
      const left = askedBy(need, round).filter((approver) => {
        const vote = this.votes.get(approver);
        return vote === 'approve' || (vote === undefined && !this.unreachable.has(approver));
      });
      return left.length >= need.quorum;
    });
  }

  needsComment(approver: string): boolean {
    return this.needs.some((need) => need.needsComment && everyone(need).includes(approver));
  }

  /** A vote needs what the strictest rule of its voter wants. */
  needsCode(approver: string): boolean {
    return this.needs.some((need) => need.needsCode && everyone(need).includes(approver));
  }

  #isRejected(need: Need): boolean {
    const against = this.#count(need, 'reject');
    if (!need.isMajority) return against > 0;
    return against > askedBy(need, this.round).length / 2 || everyone(need).length - against < need.quorum;
  }

  #count(need: Need, decision: 'approve' | 'reject'): number {
    return everyone(need).filter((approver) => this.votes.get(approver) === decision).length;
  }
}

/** The approvers asked by a round. */
export function askedBy({ approvers, joins = [] }: Need, round: number): string[] {
  return [...approvers, ...joins.filter((join) => join.round <= round).map(({ who }) => who)];
}

function everyone(need: Need): string[] {
  return askedBy(need, Number.POSITIVE_INFINITY);
}
