import { ResourceNotFoundException } from '@aws-sdk/client-account';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';

/** The e-mail address of a contact, which tells contacts apart here; `null` when none is set. */
export type Address = string | null;

/** A write that reached AWS. */
export interface Write {
  /** `222222222222/SECURITY`. */
  name: string;
  before: Address;
  after: Address;
  /** Epoch milliseconds. */
  at: number;
}

/** What a contact has been since when. */
interface Version {
  since: number;
  contact: Record<string, unknown> | undefined;
}

/** The alternate contacts that AWS holds. Writes count at once; reads may show what was there some time ago. */
export class Contacts {
  readonly writes: Write[] = [];
  /** How far the next reads lag behind, in milliseconds and in a circle. */
  lags: number[] = [0];
  /** So many of the next reads are throttled. */
  throttled = 0;
  /** Sees every write before it counts. */
  onWrite: (write: Write) => void = () => undefined;
  readonly #versions = new Map<string, Version[]>();
  #reads = 0;

  /** The contacts by account and type; what was never set is not there. */
  current(): Map<string, Address> {
    return new Map([...this.#versions].map(([name, versions]) => [name, addressOf(versions.at(-1))]));
  }

  /** Sets or removes a contact as somebody outside of the service does it. */
  setOutside(name: string, contact: Record<string, unknown> | undefined): void {
    const versions = this.#versions.get(name) ?? [];
    this.#versions.set(name, [...versions, { since: Date.now(), contact }]);
  }

  answer(command: string, input: Record<string, unknown>): object {
    const name = `${input['AccountId'] ?? 'own'}/${input['AlternateContactType']}`;
    if (command === 'PutAlternateContactCommand') return this.#write(name, input);
    if (command === 'DeleteAlternateContactCommand') return this.#delete(name);
    if (this.throttled > 0) {
      this.throttled -= 1;
      throw new TooManyRequestsException('Too many requests');
    }
    const contact = this.#shown(name)?.contact;
    if (contact === undefined) throw notFound();
    return { AlternateContact: contact };
  }

  #write(name: string, contact: Record<string, unknown> | undefined): object {
    const before = this.current().get(name) ?? null;
    const write = { name, before, after: addressOf({ since: 0, contact }), at: Date.now() };
    this.onWrite(write);
    this.writes.push(write);
    this.setOutside(name, contact);
    return {};
  }

  #delete(name: string): object {
    if ((this.current().get(name) ?? null) === null) throw notFound();
    return this.#write(name, undefined);
  }

  /** What a read shows. */
  #shown(name: string): Version | undefined {
    const lag = this.lags[this.#reads % this.lags.length] ?? 0;
    this.#reads += 1;
    const versions = this.#versions.get(name) ?? [];
    return versions.findLast(({ since }) => since <= Date.now() - lag);
  }
}

function addressOf(version: Version | undefined): Address {
  const address = version?.contact?.['EmailAddress'];
  return typeof address === 'string' ? address : null;
}

function notFound(): Error {
  return new ResourceNotFoundException({
    message: 'No contact of the inputted alternate contact type found',
    $metadata: {},
  });
}
