import type { JsonObject } from '../../json.ts';

/** How late readers see a write. */
export interface LateVisibility {
  /** Milliseconds after the write. */
  afterMs: number;
  /** Whether reads alternate between the old and the new value until then, instead of showing the old one. */
  flickers: boolean;
}

/** A value that readers see from some moment on; `undefined` means that no contact is set. */
interface Version {
  contact: JsonObject | undefined;
  visibleAt: number;
  flickers: boolean;
}

/** A contact: the value that every reader sees, and later writes, oldest first. */
interface Entry {
  settled: JsonObject | undefined;
  pending: Version[];
  /** Counts the reads since the last write. */
  reads: number;
}

/** The contacts, whose reads can be eventually consistent. */
export class ContactStore {
  readonly #now: () => number;
  /** Those that were written. */
  readonly #entries = new Map<string, Entry>();
  /** The newest contacts, whether readers see them or not. One without members has taken the place of an initial one. */
  readonly #kept: Map<string, JsonObject>;
  readonly #initial: (key: string) => JsonObject | undefined;

  /**
   * @param now milliseconds since any moment
   * @param initial the contacts before anything is written, by key
   */
  constructor(
    now: () => number,
    kept = new Map<string, JsonObject>(),
    initial: (key: string) => JsonObject | undefined = () => undefined,
  ) {
    this.#now = now;
    this.#kept = kept;
    this.#initial = initial;
    for (const [key, contact] of kept) {
      const settled = Object.keys(contact).length === 0 ? undefined : contact;
      this.#entries.set(key, { settled, pending: [], reads: 0 });
    }
  }

  /** The contact as a reader sees it now. */
  read(key: string): JsonObject | undefined {
    const entry = this.#settle(key);
    const newest = entry.pending.at(-1);
    entry.reads += 1;
    return newest?.flickers && entry.reads % 2 === 0 ? newest.contact : entry.settled;
  }

  /** Whether a contact is set, regardless of what readers see. */
  has(key: string): boolean {
    const { settled, pending } = this.#settle(key);
    const newest = pending.at(-1);
    return (newest ? newest.contact : settled) !== undefined;
  }

  /** Sets or removes a contact. Readers see it at once, unless visibility is late. */
  write(key: string, contact: JsonObject | undefined, late?: LateVisibility): void {
    const entry = this.#settle(key);
    const { afterMs = 0, flickers = false } = late ?? {};
    entry.pending.push({ contact, visibleAt: this.#now() + afterMs, flickers });
    entry.reads = 0;
    this.#entries.set(key, entry);
    if (contact) this.#kept.set(key, contact);
    else if (this.#initial(key)) this.#kept.set(key, {});
    else this.#kept.delete(key);
  }

  /** A write that has become visible hides all earlier ones, visible or not. */
  #settle(key: string): Entry {
    const entry = this.#entries.get(key) ?? { settled: this.#initial(key), pending: [], reads: 0 };
    const last = entry.pending.findLastIndex(({ visibleAt }) => visibleAt <= this.#now());
    const visible = entry.pending[last];
    if (visible) {
      entry.settled = visible.contact;
      entry.pending.splice(0, last + 1);
    }
    return entry;
  }
}
