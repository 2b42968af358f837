import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Policy } from '../functions/domain/policy/policy.ts';
import { compileChangedSchemas } from './compiler/changed-schemas.ts';
import { PolicyError } from './policy/policy-error.ts';

const NEWLINE = 0x0a;

/**
 * Reads and checks a policy. Nothing has to be compiled before: what the check needs is compiled if it is not.
 * @throws PolicyError with all that is wrong
 */
export async function readPolicyFile(path: string): Promise<Policy> {
  const file = shownPath(path);
  const text = await readText(path, file);
  await compileChangedSchemas();
  const [{ readPolicy }, { default: validate }] = await Promise.all([
    import('./read-policy.ts'),
    import('./compiled/policy-schema.js'),
  ]);
  return readPolicy(file, text, validate);
}

async function readText(path: string, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new PolicyError(`${file}: ${reasonOf(cause)}`, { cause });
  }
  const wrongLine = linesOf(bytes).findIndex((line) => !isUtf8(line));
  if (wrongLine < 0) return bytes.toString('utf8');
  throw new PolicyError(`${file}:${wrongLine + 1}: the line is not UTF-8; save the file in this encoding`);
}

function reasonOf(error: unknown): string {
  switch (Object(error).code) {
    case 'ENOENT':
      return 'there is no such file; POLICY_FILE names the policy, otherwise it is policy.yml';
    case 'EISDIR':
      return 'this is a directory; name the file in it';
    default:
      return `the file cannot be read (${Object(error).code})`;
  }
}

/** No byte of another character is a newline in UTF-8. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}

/** Relative to where the command runs, if the file is below it. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below === '..' || below.startsWith(`..${sep}`) ? path : below;
}
