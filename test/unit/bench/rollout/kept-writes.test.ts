import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptWrites, repeated, writesOfBoth } from '../../../bench/rollout/kept-writes.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kept-writes-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('the writes that a stack has kept', () => {
  it('are read up to the line in which it was killed', async () => {
    const value = { Name: 'SOC', Title: 'Duty', EmailAddress: 'soc@example.com', PhoneNumber: '1' };
    const lines = [
      JSON.stringify({ key: '900000000001#BILLING', value }),
      JSON.stringify({ key: '900000000001#BILLING' }),
      '{"key":"9000',
    ];
    await writeFile(join(directory, 'contacts.jsonl'), lines.join('\n'));
    const contact = { name: 'SOC', title: 'Duty', emailAddress: 'soc@example.com', phoneNumber: '1' };
    expect(await keptWrites(directory)).toEqual([{ name: '900000000001/BILLING', contact }]);
  });

  it('are those of two runs, without what the second has kept of the first', () => {
    const first = ['a', 'b', 'a'].map(write);
    const second = ['a', 'b', 'c', 'b'].map(write);
    expect(writesOfBoth(first, second).map(({ name }) => name)).toEqual(['a', 'b', 'a', 'c', 'b']);
  });

  it('name a contact that was written in both runs', () => {
    expect(repeated(writesOfBoth([write('a'), write('b')], ['a', 'b', 'b'].map(write)))).toEqual(['b']);
  });
});

function write(name: string) {
  return { name, contact: { name, title: '', emailAddress: '', phoneNumber: '' } };
}
