import fc, { type AsyncCommand } from 'fast-check';
import { ANNE, BEN, CARA, JANE } from '../several/cases.ts';
import * as acts from './acts.ts';
import { ADDRESSES, NAMES, type Wants } from './contacts.ts';
import type { Organization } from './organization.ts';
import { report, sweep } from './sweep.ts';

/** More requests show nothing else. */
const MOST_REQUESTS = 4;

/** Something that happens, and how much of what goes on anyway happens after it. */
interface Happening {
  text: string;
  happen: (organization: Organization) => Promise<void> | void;
}

class Step implements AsyncCommand<object, Organization> {
  readonly #happening: Happening;
  readonly #turns: number[];
  readonly #calls: number;

  constructor(happening: Happening, turns: number[], calls: number) {
    this.#happening = happening;
    this.#turns = turns;
    this.#calls = calls;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, organization: Organization): Promise<void> {
    organization.scheduler.turns = this.#turns;
    await this.#happening.happen(organization);
    await organization.scheduler.run(this.#calls);
  }

  toString(): string {
    const calls = Number.isFinite(this.#calls) ? `, then ${this.#calls} calls` : '';
    return `\n  ${this.#happening.text} (turns ${this.#turns}${calls})`;
  }
}

/** It begins, and goes on while other things happen. */
function begins(text: string, act: acts.Act): Happening {
  return { text, happen: (organization) => organization.scheduler.begin(async () => act(organization)) };
}

const nth = fc.nat(MOST_REQUESTS - 1);
const person = fc.constantFrom(ANNE, BEN, CARA);
const address = fc.constantFrom(...ADDRESSES);
const name = fc.constantFrom(...NAMES);

function wants(most: number): fc.Arbitrary<Wants> {
  const names = fc.subarray(NAMES, { minLength: 1, maxLength: most });
  // Most of a campaign makes the same of the same.
  const addresses = fc.tuple(address, fc.array(address, { maxLength: 2 }));
  return fc.tuple(names, addresses).map(([chosen, [usual, others]]) => {
    return new Map(chosen.map((each, index) => [each, index < others.length ? (others[index] ?? null) : usual]));
  });
}

const campaigns = wants(NAMES.length).map((given) => ({
  text: `somebody asks for a campaign ${JSON.stringify([...given])}`,
  happen: (organization: Organization) => {
    if (organization.made.size < MOST_REQUESTS) organization.askForCampaign(given);
  },
}));

const requests = wants(2).map((given) => ({
  text: `somebody asks for ${JSON.stringify([...given])}`,
  happen: (organization: Organization) => {
    if (organization.made.size < MOST_REQUESTS) organization.ask(given);
  },
}));

/** So that much of what follows comes while it is being applied. */
const approvedCampaigns = campaigns.map(({ text, happen }) => ({
  text: `${text}, and everybody approves it`,
  happen: async (organization: Organization) => {
    happen(organization);
    await organization.scheduler.run();
    organization.scheduler.begin(() => approveAll(organization, organization.made.size - 1));
  },
}));

function approveAll(organization: Organization, request: number): Promise<unknown> {
  return Promise.all([ANNE, BEN, CARA].map((each) => acts.vote(request, each, 'approve')(organization)));
}

const everybodyApproves = nth.map((request) =>
  begins(`everybody approves request ${request + 1}`, (organization) => approveAll(organization, request)),
);

const votes = fc
  .tuple(nth, person, fc.constantFrom('approve', 'approve', 'approve', 'reject' as const))
  .map((given) => begins(`${given[1]} ${given[2]}s request ${given[0] + 1}`, acts.vote(...given)));

const steering = fc
  .tuple(
    fc.nat(1),
    fc.constantFrom(JANE, JANE, ANNE),
    fc.constantFrom('pause', 'pause', 'resume', 'resume', 'resume', 'cancel' as const),
  )
  .map((given) => begins(`${given[1]} ${given[2]}s campaign ${given[0] + 1}`, acts.steer(...given)));

const outsideChanges = fc
  .tuple(name, address, fc.subarray([500, 5000, 45_000, 1_200_000], { maxLength: 2 }))
  .map((given) =>
    begins(`somebody outside makes ${given[0]} ${given[1]}, told after ${given[2]}`, acts.changeOutside(...given)),
  );

const rareActs = fc.oneof(
  nth.map((given) => begins(`the event of request ${given + 1} comes again`, acts.repeat(given))),
  nth.map((given) => begins(`the requester takes request ${given + 1} back`, acts.cancel(given))),
  fc.nat(1).map((given) => begins(`a page of campaign ${given + 1} breaks`, acts.breakPage(given))),
);

const schedules = fc.constantFrom(begins('a sweep begins', sweep), begins('drift is told', report));

const time = fc.oneof(
  fc.constantFrom(5000, 60_000, 330_000, 1_860_000).map(
    (milliseconds): Happening => ({
      text: `${milliseconds / 1000} s pass`,
      happen: ({ scheduler }) => scheduler.pass(milliseconds),
    }),
  ),
  fc.constant<Happening>({
    text: 'time passes until a machine goes on',
    happen: ({ scheduler }) => scheduler.passToNextTimer(),
  }),
);

const faults = fc.oneof(
  fc.tuple(fc.nat(40), fc.boolean()).map(
    ([calls, isAfter]): Happening => ({
      text: `the function with call ${calls} from now on will die ${isAfter ? 'after' : 'before'} it`,
      happen: ({ scheduler }) => {
        scheduler.death = { calls, isAfter };
      },
    }),
  ),
  fc.constantFrom(2, 12, 60, 150).map(
    (reads): Happening => ({
      text: `${reads} reads of AWS are throttled`,
      happen: ({ world }) => {
        world.contacts.throttled = reads;
      },
    }),
  ),
  fc.constantFrom<number[]>([0], [20_000], [15_000, 0, 0, 5000]).map(
    (lags): Happening => ({
      text: `reads of AWS lag ${lags}`,
      happen: (organization) => {
        organization.world.contacts.lags = lags;
        organization.hasLagged ||= lags.some((lag) => lag > 0);
      },
    }),
  ),
);

const happenings = fc.oneof(
  { weight: 2, arbitrary: campaigns },
  { weight: 6, arbitrary: approvedCampaigns },
  { weight: 3, arbitrary: requests },
  { weight: 7, arbitrary: everybodyApproves },
  { weight: 2, arbitrary: votes },
  { weight: 6, arbitrary: steering },
  { weight: 6, arbitrary: outsideChanges },
  { weight: 2, arbitrary: rareActs },
  { weight: 4, arbitrary: schedules },
  { weight: 5, arbitrary: time },
  { weight: 3, arbitrary: faults },
);

const turns = fc.array(fc.nat(7), { minLength: 1, maxLength: 6 });
const calls = fc.oneof(
  { weight: 2, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  { weight: 3, arbitrary: fc.nat(60) },
);

/** What may happen, in any order. */
export const STEPS = [fc.tuple(happenings, turns, calls).map((given) => new Step(...given))];
