import { expect } from 'vitest';
import { SOC } from './requester.ts';
import type { TestStack } from './stack.ts';

/** Fails when a log line of the stack or its functions holds a contact detail, the secret of a link or a task token. */
export async function expectNoSecretsInLogs(stack: TestStack): Promise<void> {
  const links = (await stack.mails()).flatMap(
    ({ body }) => body.text?.match(/(?<=\/(approvals|requests)\/)[\w-]{43}/g) ?? [],
  );
  const tokens = (await stack.calls()).flatMap(({ input }) => taskTokenIn(input));
  const secrets = [...links, ...tokens, ...Object.values(SOC)];
  expect(links.length, 'links were sent').toBeGreaterThan(0);
  expect(tokens.length, 'task tokens were returned').toBeGreaterThan(0);
  expect(stack.logs.filter((line) => line.includes('"level"')).length, 'functions logged').toBeGreaterThan(0);
  const leaks = stack.logs.filter((line) => secrets.some((secret) => line.includes(secret)));
  expect(leaks).toEqual([]);
}

function taskTokenIn(input: unknown): string[] {
  const token = Object(input).taskToken;
  return typeof token === 'string' ? [token] : [];
}
