import { pack, unpackText } from './packed-json.ts';

/** A list of JSON that only grows. What is not new is packed: a rollout makes a million entries. */
export class CompactList<Entry> {
  readonly #blockSize: number;
  readonly #packed: Buffer[] = [];
  /** The newest entries, fewer than a block. */
  #recent: Entry[] = [];

  /** @param blockSize so many entries are packed together */
  constructor(blockSize = 200) {
    this.#blockSize = blockSize;
  }

  get length(): number {
    return this.#packed.length * this.#blockSize + this.#recent.length;
  }

  push(entry: Entry): void {
    this.#recent.push(entry);
    if (this.#recent.length < this.#blockSize) return;
    this.#packed.push(pack(this.#recent));
    this.#recent = [];
  }

  /** The entries from an index on. */
  from(index: number): Entry[] {
    return this.slice(index, this.length);
  }

  /** The entries from an index on, up to but not including another. */
  slice(start: number, end: number): Entry[] {
    const block = Math.min(Math.floor(start / this.#blockSize), this.#packed.length);
    const unpacked = this.#packed.slice(block, Math.ceil(end / this.#blockSize)).flatMap(unpack<Entry>);
    const isRecentWanted = end > this.#packed.length * this.#blockSize;
    const first = block * this.#blockSize;
    return (isRecentWanted ? [...unpacked, ...this.#recent] : unpacked).slice(start - first, end - first);
  }
}

function unpack<Entry>(packed: Buffer): Entry[] {
  return JSON.parse(unpackText(packed));
}
