import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** So many entries are packed together. */
const BLOCK_SIZE = 200;

/** A list of JSON that only grows. What is not new is packed: a rollout makes a million entries. */
export class CompactList<Entry> {
  readonly #packed: Buffer[] = [];
  /** The newest entries, fewer than a block. */
  #recent: Entry[] = [];

  get length(): number {
    return this.#packed.length * BLOCK_SIZE + this.#recent.length;
  }

  push(entry: Entry): void {
    this.#recent.push(entry);
    if (this.#recent.length < BLOCK_SIZE) return;
    this.#packed.push(deflateRawSync(JSON.stringify(this.#recent), { level: 1 }));
    this.#recent = [];
  }

  /** The entries from an index on. */
  from(index: number): Entry[] {
    const block = Math.min(Math.floor(index / BLOCK_SIZE), this.#packed.length);
    const unpacked = this.#packed.slice(block).flatMap(unpack<Entry>);
    return [...unpacked, ...this.#recent].slice(index - block * BLOCK_SIZE);
  }
}

function unpack<Entry>(packed: Buffer): Entry[] {
  return JSON.parse(inflateRawSync(packed).toString());
}
