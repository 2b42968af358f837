import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { isObject, type JsonObject, parseJson } from '../json.ts';

/** A file of JSON records, one a line. What has been appended survives the end of the process, however it ends. */
export class Journal {
  readonly #file: string;
  readonly #records: JsonObject[];
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#records = existsSync(file) ? readRecords(file) : [];
    // A process that was killed may have left half a line, which nothing must be appended to.
    this.replace(this.#records);
  }

  /** The records that were there when it was opened, oldest first. They are forgotten then. */
  read(): JsonObject[] {
    return this.#records.splice(0);
  }

  /** Nothing is appended any more once the journal is closed. */
  append(record: JsonObject): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, `${JSON.stringify(record)}\n`);
  }

  /** Puts other records in place of all. */
  replace(records: JsonObject[]): void {
    this.close();
    const written = `${this.#file}.new`;
    writeFileSync(written, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    renameSync(written, this.#file);
    this.#descriptor = openSync(this.#file, 'a');
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function readRecords(file: string): JsonObject[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => parseJson(line)?.value).filter(isObject);
}
