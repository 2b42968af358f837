import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NEW_CONTACT } from '../../builders.ts';
import { inventoryItem, seen } from '../../inventory-samples.ts';
import { NOW, runCli } from '../run-cli.ts';

const inventory = [inventoryItem('222222222222', { SECURITY: seen(NEW_CONTACT) })];
const folder = () => mkdtemp(join(tmpdir(), 'report-'));

describe('contacts report', () => {
  it.each([
    ['csv', /^accountId,accountName/],
    ['html', /^<!doctype html>/],
    ['json', /^\{\n {2}"at"/],
  ])('writes %s, by the extension of the file, for its owner only', async (format, begins) => {
    const output = join(await folder(), `report.${format}`);
    const { code, stdout } = await runCli(['report', '--output', output], { inventory });
    expect([code, stdout]).toEqual([0, `✓ Wrote what is known of 1 account to ${output}\n`]);
    await expect(readFile(output, 'utf8')).resolves.toMatch(begins);
    expect((await stat(output)).mode & 0o077).toBe(0);
  });

  it('prints the report as JSON with --json', async () => {
    const { stdout } = await runCli(['report', '--json'], { inventory });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ at: NOW, standings: { inLine: 1, unreadable: 2 } },
      accounts: [
        { accountId: '222222222222', contacts: [{}, {}, { alternateContactType: 'SECURITY', contact: NEW_CONTACT }] },
      ],
    });
  });

  it.each([
    [['report'], 2, 'say which format'],
    [['report', '--output', 'report.txt'], 2, 'say which format'],
    [['report', '--format', 'pdf'], 2, 'choose one of csv, json, html'],
    [['report', '--format', 'html', '--json'], 2, '--json is no html'],
    [['report', '--output', '/nowhere/report.html'], 2, 'there is no such folder'],
  ])('refuses %j', async (words, code, message) => {
    const result = await runCli(words, { inventory });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
  });

  it('says to sweep first when the inventory is empty', async () => {
    const { code, stderr } = await runCli(['report', '--format', 'csv']);
    expect(code).toBe(1);
    expect(stderr).toContain('run `contacts sweep --watch` first');
  });
});
