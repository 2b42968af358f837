import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { isObject, type JsonObject, parseJson } from '../json.ts';

/** A file of JSON records, one a line. What has been appended survives the end of the process, however it ends. */
export class Journal {
  readonly #file: string;
  readonly #records: JsonObject[];
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#records = existsSync(file) ? readRecords(file) : [];
    this.#descriptor = openSync(file, 'a');
  }

  /** The records that were there when it was opened, oldest first. They are forgotten then. */
  read(): JsonObject[] {
    return this.#records.splice(0);
  }

  /** Nothing is appended any more once the journal is closed. */
  append(record: JsonObject): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, lineOf(record));
  }

  /** Puts other records in place of all. */
  replace(records: JsonObject[]): void {
    this.close();
    const written = `${this.#file}.new`;
    writeFileSync(written, records.map(lineOf).join(''));
    renameSync(written, this.#file);
    this.#descriptor = openSync(this.#file, 'a');
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function lineOf(record: JsonObject): string {
  return `${JSON.stringify(record)}\n`;
}

/** Reads line by line, as a journal may be longer than a text can be. */
function readRecords(file: string): JsonObject[] {
  const bytes = readFileSync(file);
  const records: JsonObject[] = [];
  let start = 0;
  for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
    const record = parseJson(bytes.toString('utf8', start, end))?.value;
    if (isObject(record)) records.push(record);
    start = end + 1;
  }
  // A process that was killed may have left half a line, which nothing must be appended to.
  if (start < bytes.length) truncateSync(file, start);
  return records;
}
