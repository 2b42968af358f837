import { basename, extname } from 'node:path';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { UsageError } from '../errors.ts';
import type { WrittenChanges } from './changes.ts';
import { csvChanges } from './csv-changes.ts';
import { aftChanges } from './formats/aft.ts';
import { awsCliChanges } from './formats/aws-cli.ts';
import { awsSamplesChanges } from './formats/aws-samples.ts';
import { awsnolanChanges } from './formats/awsnolan.ts';
import { jsonChanges, jsonLinesChanges } from './json-changes.ts';
import { decoded, readBytes } from './text-file.ts';

/** How to read each format; `account` is what `--account` names. */
const READERS = {
  json: jsonChanges,
  jsonl: jsonLinesChanges,
  csv: csvChanges,
  'aws-cli': awsCliChanges,
  aft: aftChanges,
  awsnolan: awsnolanChanges,
  'aws-samples': awsSamplesChanges,
} satisfies Record<string, (text: string, file: string, account: string | undefined) => WrittenChanges>;

export type ChangeFormat = keyof typeof READERS;

/** Our own formats first, then those of other tools. */
export const CHANGE_FORMATS = Object.keys(READERS);

/** Formats of files that may leave the account to `--account`. */
const WITHOUT_ACCOUNT = new Set<ChangeFormat>(['aws-cli', 'aft']);

const EXTENSIONS: Record<string, ChangeFormat> = { '.json': 'json', '.jsonl': 'jsonl', '.csv': 'csv', '.tsv': 'csv' };

/** A file with changes; the path `-` means stdin. */
export interface ChangeFile {
  path: string;
  format: ChangeFormat | undefined;
  account: string | undefined;
  readStdin(): Promise<Uint8Array>;
}

/**
 * The changes of a file as they are written there, not checked yet.
 * @throws UsageError when the file is not in its format.
 */
export async function readChangeFile({ path, format, account, readStdin }: ChangeFile): Promise<WrittenChanges> {
  const isStdin = path === '-';
  const name = isStdin ? 'stdin' : basename(path);
  const found = format ?? formatOf(path, name);
  if (account !== undefined && !WITHOUT_ACCOUNT.has(found)) {
    throw new UsageError(
      "option '--file <path>' cannot be used with option '--account <id>', unless --format is aws-cli or aft",
    );
  }
  const text = decoded(isStdin ? await readStdin() : await readBytes(path), name);
  return READERS[found](text, name, account);
}

function formatOf(path: string, name: string): ChangeFormat {
  const format = EXTENSIONS[extname(path).toLowerCase()];
  if (format) return format;
  throw new UsageError(
    path === '-'
      ? 'say what stdin contains: --format json, --format jsonl or --format csv'
      : `${visibleLine(name)} is neither .json, .jsonl nor .csv: say what it contains with --format`,
  );
}
