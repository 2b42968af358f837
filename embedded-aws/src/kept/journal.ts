import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { isObject, type JsonObject, parseJson } from '../json.ts';

/** A file of JSON records, one a line. What has been appended survives the end of the process, however it ends. */
export class Journal {
  readonly #file: string;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#file = file;
    if (existsSync(file)) cutHalfLine(file);
    this.#descriptor = openSync(file, 'a');
  }

  /** The records so far, oldest first, one after the other: all together they may be larger than the memory. */
  *read(): Generator<JsonObject> {
    for (const line of readLines(this.#file)) {
      const record = parseJson(line)?.value;
      if (isObject(record)) yield record;
    }
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

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = '\n'.charCodeAt(0);

function lineOf(record: JsonObject): string {
  return `${JSON.stringify(record)}\n`;
}

/** A process that was killed may have left half a line, which nothing must be appended to. */
function cutHalfLine(file: string): void {
  withFile(file, 'r+', (descriptor) => {
    let end = fstatSync(descriptor).size;
    while (end > 0) {
      const start = Math.max(end - CHUNK_BYTES, 0);
      const last = readChunk(descriptor, start, end - start).lastIndexOf(NEWLINE);
      end = last >= 0 ? start + last + 1 : start;
      if (last >= 0) break;
    }
    ftruncateSync(descriptor, end);
  });
}

/** The lines that are there when it begins. */
function* readLines(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    let rest: Buffer = Buffer.alloc(0);
    for (let start = 0; start < size; start += CHUNK_BYTES) {
      const chunk = Buffer.concat([rest, readChunk(descriptor, start, Math.min(CHUNK_BYTES, size - start))]);
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE, rest.length); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        yield chunk.toString('utf8', from, end);
        from = end + 1;
      }
      rest = chunk.subarray(from);
    }
  } finally {
    closeSync(descriptor);
  }
}

function withFile(file: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = openSync(file, flags);
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readChunk(descriptor: number, position: number, length: number): Buffer {
  const chunk = Buffer.alloc(length);
  const read = readSync(descriptor, chunk, 0, length, position);
  return chunk.subarray(0, read);
}
