import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of objects by names of its own: in a directory, so that a later run finds them, or in memory. */
export class ObjectBytes {
  readonly #directory: string | undefined;
  readonly #inMemory = new Map<string, Buffer>();

  /** @param directory belongs to the store alone; without it, nothing is kept */
  constructor(directory: string | undefined) {
    this.#directory = directory;
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
  }

  /** Keeps bytes, all or none of them. Returns their name. */
  write(bytes: Uint8Array): string {
    const name = randomUUID();
    if (this.#directory === undefined) {
      this.#inMemory.set(name, Buffer.from(bytes));
      return name;
    }
    const written = join(this.#directory, `${name}.new`);
    writeFileSync(written, bytes);
    renameSync(written, join(this.#directory, name));
    return name;
  }

  read(name: string): Buffer {
    if (this.#directory !== undefined) return readFileSync(join(this.#directory, name));
    return this.#inMemory.get(name) ?? Buffer.alloc(0);
  }

  remove(name: string): void {
    this.#inMemory.delete(name);
    if (this.#directory !== undefined) rmSync(join(this.#directory, name), { force: true });
  }

  /** Removes what a run has left that was killed before it said whose the bytes are. */
  removeAllBut(names: Set<string>): void {
    if (this.#directory === undefined) return;
    for (const name of readdirSync(this.#directory)) if (!names.has(name)) this.remove(name);
  }
}
