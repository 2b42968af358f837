import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesOf, recordSmoke } from './smoke.ts';
import { startStack, type TestStack } from './stack.ts';

const DEMO = resolve(import.meta.dirname, '../../local/demo.ts');

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

describe('the demo', () => {
  it('shows the states and the new contact when it approves the request itself', async () => {
    const { code, stdout } = await demo('--approve');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ValidateRequest[\s\S]+RequestApproval[\s\S]+approves it[\s\S]+ApplyChange[\s\S]+APPLIED/);
    expect(stdout).toMatch(/before {2}no contact set\n {2}after {3}SOC demo-/);
  });

  it('leaves the contact as it is when it rejects the request itself', async () => {
    const { code, stdout } = await demo('--reject');
    expect(code).toBe(0);
    expect(stdout).toContain('REJECTED');
    const [, before, after] = /before {2}(.+)\n {2}after {3}(.+)/.exec(stdout) ?? [];
    expect(after).toBe(before);
  });

  it('prints its usage when asked for help, or for something that it does not know', async () => {
    expect(await demo('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--approve') });
    expect(await demo('--perhaps')).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run demo') });
    expect(await demo('--approve', '--reject')).toMatchObject({ code: 1, stderr: expect.stringContaining('exclude') });
  });

  it('says how to start a stack when none answers', async () => {
    const { code, stderr } = await run(['--approve'], '1');
    expect(code).toBe(1);
    expect(stderr).toContain('Start one with `npm start`');
  });
});

describe('the comparison of a smoke run', () => {
  it('names the one thing that is answered otherwise, and no task that was tried again', async () => {
    const expected = await recordSmoke(stack);
    await stack.setFaults([
      { operation: 'GetAlternateContact', inputContains: '000000000000', error: 'ForbiddenException' },
      { operation: 'Invoke', error: 'Lambda.ServiceException', times: 2 },
    ]);
    const places = placesOf(await recordSmoke(stack), expected);
    expect(places).toContain('account:GetAlternateContact, of nobody: error');
    expect(places.filter((place) => !place.startsWith('account:GetAlternateContact, of nobody: '))).toEqual([]);
  });
});

function demo(...options: string[]) {
  return run(options, new URL(stack.client.endpoint).port);
}

async function run(options: string[], awsPort: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, AWS_PORT: awsPort };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [DEMO, ...options], { env })) };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code, stdout, stderr };
  }
}
