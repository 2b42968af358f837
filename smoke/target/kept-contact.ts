import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlternateContact } from '@aws-sdk/client-account';
import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import type { Sandbox } from '../scenario/context.ts';

/** The contact before the scenario, in a file for the run after one that was killed before it could put it back. */
export class KeptContact {
  readonly #file: string;

  constructor(repository: string, { accountId, type }: Sandbox) {
    this.#file = join(repository, '.local/smoke-contacts', `${accountId}-${type}.json`);
  }

  /** What an earlier run has kept, or else the contact as it is now, which is kept from now on. */
  async original(readNow: () => Promise<AlternateContact | undefined>): Promise<AlternateContact | undefined> {
    if (existsSync(this.#file)) return contactIn(await readFile(this.#file, 'utf8'));
    const contact = await readNow();
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeFile(this.#file, JSON.stringify({ contact }), { mode: 0o600 });
    return contact;
  }

  /** The contact has been put back. */
  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

function contactIn(text: string): AlternateContact | undefined {
  const kept = parseJson(text)?.value;
  if (!isObject(kept) || !isObject(kept['contact'])) return undefined;
  const contact = objectAt(kept, 'contact');
  const fields = ['Name', 'Title', 'EmailAddress', 'PhoneNumber'];
  return Object.fromEntries(fields.map((field) => [field, textAt(contact, field) ?? '']));
}
