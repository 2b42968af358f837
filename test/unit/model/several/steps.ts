import fc, { type AsyncCommand } from 'fast-check';
import * as acts from './acts.ts';
import { type Asked, address, anything, CONTACT_TYPES } from './asked.ts';
import { ANNE, BEN, CARA, CHIEF } from './cases.ts';
import type { Form } from './people.ts';
import type { Service } from './service.ts';

/** More requests at once show nothing else. */
const MOST_REQUESTS = 4;

/** The model is what people have in front of them. */
type Forms = { open: Form[] };

/** Something that happens, and how much of what goes on anyway happens after it. */
interface Happening {
  text: string;
  happen: (service: Service, forms: Form[]) => Promise<void> | void;
}

class Step implements AsyncCommand<Forms, Service> {
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

  async run({ open }: Forms, service: Service): Promise<void> {
    service.scheduler.turns = this.#turns;
    await this.#happening.happen(service, open);
    await service.scheduler.run(this.#calls);
  }

  toString(): string {
    const calls = Number.isFinite(this.#calls) ? `, then ${this.#calls} calls` : '';
    return `\n  ${this.#happening.text} (turns ${this.#turns}${calls})`;
  }
}

/** It begins, and goes on while other things happen. */
function begins(text: string, act: acts.Act): Happening {
  return { text, happen: (service, forms) => service.scheduler.begin(async () => act(service, forms)) };
}

function ask(asked: Asked): Happening {
  return {
    text: `somebody asks: ${JSON.stringify(asked)}`,
    happen: (service) => {
      if (service.made.size < MOST_REQUESTS) service.ask(asked);
    },
  };
}

const nth = fc.nat(MOST_REQUESTS - 1);
const person = fc.constantFrom(ANNE, BEN, CARA, BEN, CHIEF, 'anne+aws@example.com');
const decision = fc.constantFrom('approve', 'approve', 'approve', 'approve', 'approve', 'reject' as const);
const type = fc.constantFrom(...CONTACT_TYPES);

const asks = anything.map(ask);

const votes = fc
  .tuple(nth, person, decision, fc.constantFrom(0, 0, 0, 1))
  .map((given) => begins(`${given[1]} ${given[2]}s request ${given[0] + 1} by link -${given[3]}`, acts.vote(...given)));

const everybodyApproves = nth.map((request) =>
  begins(`everybody approves request ${request + 1}`, (service, forms) =>
    Promise.all(
      [ANNE, BEN, CARA, 'anne+aws@example.com'].map((each) => acts.vote(request, each, 'approve', 0)(service, forms)),
    ),
  ),
);

const latecomers = fc.oneof(
  fc.tuple(nth, person).map((given) => begins(`${given[1]} opens request ${given[0] + 1}`, acts.openPage(...given))),
  decision.map((given) => begins(`somebody sends ${given} by an old page`, acts.sendLate(given))),
);

const rareActs = fc.oneof(
  fc
    .tuple(nth, fc.nat(3))
    .map((given) => begins(`shaper ${given[1]} forges a link to request ${given[0] + 1}`, acts.forge(...given))),
  nth.map((given) => begins(`the event of request ${given + 1} comes again`, acts.repeat(given))),
  nth.map((given) => begins(`the requester cancels request ${given + 1}`, acts.cancel(given))),
  nth.map((given) => begins(`the ticket of request ${given + 1} is closed`, acts.takeBack(given))),
  type.map((given) => begins(`the account of ${given} is closed`, acts.closeAccount(given))),
  fc.constant(begins('the baseline is gone', acts.loseBaseline)),
  fc
    .tuple(type, address)
    .map((given) => begins(`somebody outside makes ${given[0]} ${given[1]}`, acts.changeOutside(...given))),
);

const schedules = fc.constantFrom(begins('the sweep', acts.sweep), begins('the look for confirmation', acts.confirm));

const time = fc.oneof(
  fc.constantFrom(5_000, 40_000, 1_200_000).map(
    (milliseconds): Happening => ({
      text: `${milliseconds / 1000} s pass`,
      happen: ({ scheduler }) => scheduler.pass(milliseconds),
    }),
  ),
  fc.constant<Happening>({
    text: 'time passes until the machine goes on',
    happen: ({ scheduler }) => scheduler.passToNextTimer(),
  }),
);

const faults = fc.oneof(
  fc.tuple(fc.nat(30), fc.boolean()).map(
    ([calls, isAfter]): Happening => ({
      text: `the function with call ${calls} from now on will die ${isAfter ? 'after' : 'before'} it`,
      happen: ({ scheduler }) => {
        scheduler.death = { calls, isAfter };
      },
    }),
  ),
  fc.constantFrom<number[]>([0], [20_000], [20_000, 0], [15_000, 0, 0, 5000]).map(
    (lags): Happening => ({
      text: `reads of AWS lag ${lags}`,
      happen: ({ world }) => {
        world.contacts.lags = lags;
      },
    }),
  ),
);

const throttling = fc.integer({ min: 3, max: 12 }).map(
  (reads): Happening => ({
    text: `${reads} reads of AWS are throttled`,
    happen: ({ world }) => {
      world.contacts.throttled = reads;
    },
  }),
);

const happenings = fc.oneof(
  { weight: 8, arbitrary: asks },
  { weight: 8, arbitrary: votes },
  { weight: 8, arbitrary: everybodyApproves },
  { weight: 4, arbitrary: latecomers },
  { weight: 5, arbitrary: rareActs },
  { weight: 1, arbitrary: schedules },
  { weight: 4, arbitrary: time },
  { weight: 5, arbitrary: faults },
  { weight: 2, arbitrary: throttling },
);

const turns = fc.array(fc.nat(7), { minLength: 1, maxLength: 6 });
const calls = fc.oneof(
  { weight: 2, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  { weight: 2, arbitrary: fc.nat(30) },
);

/** What may happen, in any order. */
export const STEPS = [fc.tuple(happenings, turns, calls).map((given) => new Step(...given))];
