import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import { NO_JOURNAL, type WorkflowJournal } from '../workflow/workflow-journal.ts';
import { Journal } from './journal.ts';
import { KeptMap } from './kept-map.ts';

/** What a stack keeps from one run to the next: nothing, unless it has a directory for that. */
export class KeptState {
  readonly #directory: string | undefined;
  readonly #journals: Journal[] = [];

  constructor(directory: string | undefined) {
    this.#directory = directory;
    if (directory !== undefined) mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Whether anything is kept. */
  get isKept(): boolean {
    return this.#directory !== undefined;
  }

  /** Entries of JSON. */
  map(name: string): Map<string, JsonObject> {
    return this.#directory === undefined ? new Map() : new KeptMap(this.#open(this.#directory, name));
  }

  /** Records of JSON. */
  journal(name: string): WorkflowJournal {
    return this.#directory === undefined ? NO_JOURNAL : this.#open(this.#directory, name);
  }

  /** A place for the files of a database, if anything is kept. */
  path(name: string): string | undefined {
    return this.#directory && join(this.#directory, name);
  }

  /** One moment, in milliseconds since 1970; nothing until it is written. */
  moment(name: string): { read(): number | undefined; write(moment: number): void } {
    const path = this.path(name);
    if (path === undefined) return { read: () => undefined, write: () => {} };
    return {
      read: () => (existsSync(path) ? Number(readFileSync(path, 'utf8')) || undefined : undefined),
      // A process that is killed while it writes leaves the moment before, and not an empty file.
      write: (moment) => {
        writeFileSync(`${path}.new`, String(Math.ceil(moment)));
        renameSync(`${path}.new`, path);
      },
    };
  }

  /** From now on, nothing is kept. */
  close(): void {
    for (const journal of this.#journals) journal.close();
  }

  #open(directory: string, name: string): Journal {
    const journal = new Journal(join(directory, `${name}.jsonl`));
    this.#journals.push(journal);
    return journal;
  }
}
