import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPortIsFree, findFreePort } from 'embedded-aws/net/ports.ts';
import { expect, test, vi } from 'vitest';
import { spawnStack, startStack } from '../stack.ts';

const POLICY = `allowedEmailDomains: [example.com]
approvals: [{ name: all, approvers: [a@example.com], quorum: 1, rounds: [{ wait: 30m }] }]
`;

const LOCAL_DIR = resolve(import.meta.dirname, '../../../.local');

test.each(['HTTP_PORT', 'AWS_PORT', 'INBOX_PORT'])('names the port and %s when it is busy', async (variable) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { process, logs } = spawnStack({ ...(await freePorts()), [variable]: String(port) });
  const [code] = await once(process, 'close');
  server.close();
  expect(code).toBe(1);
  expect(logs).toEqual([expect.stringMatching(`^Port ${port} is in use. Set ${variable} to another port`)]);
});

test('names the port of the identity provider when it is busy and a rule wants approvers to sign in', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'policy-'));
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, POLICY.replace('quorum: 1', 'quorum: 1, confirm: signIn'));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { process, logs } = spawnStack({
    ...(await freePorts()),
    POLICY_FILE: policyFile,
    SIGN_IN_PORT: String(port),
  });
  const [code] = await once(process, 'close');
  server.close();
  await rm(directory, { recursive: true });
  expect(code).toBe(1);
  expect(logs).toEqual([expect.stringMatching(`^Port ${port} is in use. Set SIGN_IN_PORT to another port`)]);
});

test('prints what is wrong with a setting, and nothing else', async () => {
  const { process, logs } = spawnStack({ TIME_SCALE: 'slow' });
  const [code] = await once(process, 'close');
  expect(code).toBe(1);
  expect(logs).toEqual(['TIME_SCALE must be a number above 0, for example 0.01, not "slow"']);
});

test('says what is wrong with the policy, and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'policy-'));
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, POLICY.replace('wait: 30m', 'wait: 30s'));
  const { process, logs } = spawnStack({ ...(await freePorts()), POLICY_FILE: policyFile });
  const [code] = await once(process, 'close');
  await rm(directory, { recursive: true });
  expect(code).toBe(1);
  expect(logs).toEqual([
    expect.stringMatching(/policy\.yml:2: "wait" .* must be a whole number with the unit m, h or d/),
  ]);
});

test('says what is wrong with the parameters of the deployment, and nothing else', async () => {
  const { process, logs } = spawnStack({ ...(await freePorts()), DEPLOYMENT_PARAMS: '{"jiraURL":"https://x"}' });
  const [code] = await once(process, 'close');
  expect(code).toBe(1);
  expect(logs.at(-1)).toMatch(/^There is no deployment parameter jiraURL, only .*jiraUrl/);
});

test('reuses the package when nothing has changed', async () => {
  const stack = await startStack({ environment: { PACKAGE_DIR: '' } });
  await stack.stop();
  expect(stack.logs).toContainEqual(expect.stringContaining('Reusing the package of this unchanged tree'));
});

test('leaves no process, no port and no directory behind when it is stopped twice', async () => {
  const stack = await startStack();
  const runDirectories = async () =>
    (await readdir(LOCAL_DIR)).filter((name) => name.startsWith(`run-${stack.process.pid}-`));
  expect(await runDirectories()).toHaveLength(1);
  const ports = [stack.client.endpoint, stack.httpApiUrl, stack.inboxUrl].map((url) => Number(new URL(url).port));
  const closed = once(stack.process, 'close');
  stack.process.kill('SIGINT');
  stack.process.kill('SIGINT');
  const [code] = await closed;
  expect(code).toBe(0);
  for (const port of ports) await checkPortIsFree(port, 'a port');
  expect(await runDirectories()).toEqual([]);
});

test('ends when npm, which started it through a shell, is terminated', async () => {
  const env = { ...process.env, ...(await freePorts()) };
  const npm = spawn('npm', ['start'], { cwd: resolve(LOCAL_DIR, '..'), env, stdio: 'ignore' });
  const health = () => fetch(`http://127.0.0.1:${env.AWS_PORT}/_local/health`).catch(() => undefined);
  await vi.waitFor(async () => expect((await health())?.ok).toBe(true), { timeout: 30_000 });
  npm.kill('SIGTERM');
  await vi.waitFor(async () => expect(await health()).toBeUndefined(), { timeout: 15_000 });
});

test('listens on loopback only, and says where', async () => {
  const stack = await startStack();
  const health = await fetch(`${stack.client.endpoint}/_local/health`);
  expect(await health.json()).toEqual({
    status: 'ready',
    stateMachineArn: expect.stringMatching(/^arn:aws:states:us-east-1:111111111111:stateMachine:/),
    eventBusName: 'alternate-contacts-local',
    httpApiUrl: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    inboxUrl: expect.stringMatching(/^http:\/\/localhost:\d+$/),
  });
  const printed = stack.logs.join('\n');
  for (const url of [stack.httpApiUrl, stack.inboxUrl]) expect(printed).toContain(url);
  const unknown = await fetch(`${stack.httpApiUrl}/approvals/${'x'.repeat(43)}`, { method: 'HEAD' });
  expect(unknown.status).toBeLessThan(500);
  await stack.stop();
});

async function freePorts() {
  const [http, aws, inbox] = [await findFreePort(), await findFreePort(), await findFreePort()];
  return { HTTP_PORT: String(http), AWS_PORT: String(aws), INBOX_PORT: String(inbox) };
}
