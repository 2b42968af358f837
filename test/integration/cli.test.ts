import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlternateContactType } from '../../functions/domain/contact/contact.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import { UNLIMITED_POLICY } from '../high-limits.ts';
import { type DeadLetterEntry, leaveLetters, refusedComment, undeliveredRequest, unhandled } from './dead-letters.ts';
import { makeRequest, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

const BUILD = resolve(import.meta.dirname, '../../cli/build.ts');
const HEADER = 'accountId,alternateContactType,action,name,title,emailAddress,phoneNumber';
const CONTACT = ['--name', SOC.name, '--title', SOC.title, '--email', SOC.emailAddress, '--phone', SOC.phoneNumber];
const WHY = ['--reason', 'The security mailbox moves'];
const POLICY = `
allowedEmailDomains: [example.com]
groups:
  owners: [jane@example.com, joe@example.com]
approvals:
  - name: sandbox
    when: { ou: [ou-ab12-sandbox01] }
    preApproved: true
  - name: production
    when: { tags: { Environment: [production] } }
    approvers: [owners]
    quorum: 2
    rounds: [{ wait: 24h }, { wait: 24h, remind: true, escalateTo: [boss@example.com] }]
  - name: every change
    approvers: [owners]
    quorum: 1
    rounds: [{ wait: 72h }]
`;

const NOC: Contact = {
  name: 'Network operations',
  title: 'On call',
  emailAddress: 'noc@example.com',
  phoneNumber: '+1 555 0101',
};
const DESK: Contact = { ...NOC, name: 'Service desk', emailAddress: 'desk@example.com' };

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

let folder: string;
let stack: TestStack;
let requester: Requester;

useStack(
  (used) => {
    ({ stack, user: requester } = used);
  },
  { policy: UNLIMITED_POLICY },
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-cli-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await promisify(execFile)(process.execPath, [BUILD, folder]);
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the bundled command without any settings of this machine; its stdin is `input`. */
async function contacts(words: string[], { input = '', environment = {} } = {}): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [join(folder, 'contacts.js'), ...words], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_ENDPOINT_URL: stack.client.endpoint,
      CONTACTS_REQUESTED_BY: 'jane@example.com',
      ...environment,
    },
  });
  child.stdin?.end(input);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')),
  );
  await closed;
  return { code: child.exitCode, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** Requests the change of a contact, and returns the requestId. */
async function request(accountId: string, ...flags: string[]): Promise<string> {
  const words = ['request', '--account', accountId, '--type', 'SECURITY', ...CONTACT, ...WHY, ...flags];
  const requestId = `test-${Math.floor(Math.random() * 1e9)}-cli`;
  const { code, stderr } = await contacts([...words, '--request-id', requestId]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return requestId;
}

/** How many change requests were put on the event bus. */
async function requestEvents(): Promise<number> {
  const events = await stack.events();
  return events.filter((event) => event['detail-type'] === 'Alternate Contact Change Requested').length;
}

/** Requests contacts of one type in several accounts with a JSON file, and returns the requestId. */
async function requestMany(type: AlternateContactType, contactOf: Record<string, Contact>): Promise<string> {
  const changes = Object.entries(contactOf).map(([accountId, contact]) => ({
    ...{ accountId, alternateContactType: type, action: 'PUT', contact },
  }));
  const words = ['request', '--file', '-', '--format', 'json', ...WHY, '--reference', 'OPS-43', '--json'];
  const { stdout } = await contacts(words, { input: JSON.stringify(changes) });
  return JSON.parse(stdout).requestId;
}

/** Approves the request, and returns what became of it. */
async function approved(requestId: string) {
  await requester.vote(await requester.link(requestId), 'approve');
  return JSON.parse((await contacts(['status', requestId, '--watch', '--json'])).stdout);
}

/** Changes a contact without the service. */
async function putContact(accountId: string, type: AlternateContactType, contact: Contact): Promise<void> {
  const { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber } = contact;
  const input = { AccountId: accountId, AlternateContactType: type, Name, Title, EmailAddress, PhoneNumber };
  await new AccountClient({ ...stack.client, maxAttempts: 10 }).send(new PutAlternateContactCommand(input));
}

const status = async (requestId: string) =>
  JSON.parse((await contacts(['status', requestId, '--json'])).stdout || 'null');

describe('the command contacts', () => {
  it('requests a change, follows it through the approval, and ends with 0 when it is applied', async () => {
    const requestId = await request('222222222222', '--reference', 'OPS-42');
    const watching = contacts(['status', requestId, '--watch']);
    await requester.vote(await requester.link(requestId), 'approve', 'Called them');
    const { code, stdout } = await watching;
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /jane@example.com requested the change\n[\s\S]+approver-1@example.com approved: Called them\n[\s\S]+is APPLIED/,
    );

    const known = await contacts(['status', requestId, '--details']);
    expect(known.stdout).toMatch(
      /Source +cli, OPS-42\n[\s\S]+not set +→ +Zebulon Quartermaine\n[\s\S]+approved: Called them/,
    );
    const verified = await contacts(['verify', requestId]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toMatch(
      /every link of its chain holds\.\n\n[\s\S]+✓ +Vote 1 [\s\S]+✓ +Decision +Vote 1 reached[\s\S]+✓ +Change [\s\S]+applied/,
    );
    const shown = await contacts(['show', '222222222222', '--json']);
    expect(JSON.parse(shown.stdout).contacts).toMatchObject({ SECURITY: SOC, BILLING: null });
  });

  it('ends with 1 when the request is rejected', async () => {
    const requestId = await request('333333333333');
    await requester.vote(await requester.link(requestId), 'reject', 'Not our number');
    const { code, stdout } = await contacts(['status', requestId, '--watch']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/rejected: Not our number\n[\s\S]+is REJECTED/);
  });

  it('sends the changes of a CSV file from stdin, and shows which of them are already in place', async () => {
    const rows = [
      '222222222222,OPERATIONS,PUT,SOC,Security,soc@example.com,+1 555 0100',
      '333333333333,BILLING,DELETE,,,,',
    ];
    const sending = await contacts(['request', '--file', '-', '--format', 'csv', ...WHY, '--json'], {
      input: `\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`,
    });
    const { requestId } = JSON.parse(sending.stdout);
    const found = await until('the plan', async () => {
      const document = await status(requestId);
      return document?.status === 'PENDING_APPROVAL' ? document : undefined;
    });
    const shop = { accountId: '222222222222', accountName: 'Shop', ouPath: ['Root', 'Production'] };
    const shared = { accountId: '333333333333', accountName: 'Shared services', ouPath: ['Root'] };
    expect(found.changes).toEqual([
      { ...shop, alternateContactType: 'OPERATIONS', action: 'PUT', status: null },
      { ...shared, alternateContactType: 'BILLING', action: 'DELETE', status: 'UNCHANGED' },
    ]);
  });

  it('sends nothing of a file that has a wrong line', async () => {
    const before = await requestEvents();
    const rows = [
      '222222222222,SECURITY,DELETE,,,,',
      '22222222222,SECURITY,DELETE,,,,',
      '333333333333,SECURITY,DROP,,,,',
    ];
    await writeFile(join(folder, 'changes.csv'), [HEADER, ...rows].join('\n'));
    const { code, stdout, stderr } = await contacts(['request', '--file', 'changes.csv', ...WHY]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('changes.csv:3: accountId must be 12 digits');
    expect(stderr).toContain('changes.csv:4: action must be Set (PUT)');
    expect(await requestEvents()).toBe(before);
  });

  it('shows why a request is INVALID', async () => {
    const words = ['request', '--account', '555555555555', '--type', 'SECURITY', '--delete', ...WHY];
    const { code, stdout } = await contacts([...words, '--request-id', 'invalid-1', '--watch']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/invalid-1 is INVALID[\s\S]+--account names 555555555555, which is SUSPENDED/);
    expect(await status('invalid-1')).toEqual({
      requestId: 'invalid-1',
      status: 'INVALID',
      reasons: [
        {
          pointer: '/changes/0/accountId',
          code: 'inactiveAccount',
          message: 'names 555555555555, which is SUSPENDED: only an ACTIVE account can get other contacts',
        },
      ],
    });
  });

  it('cancels a request once, and only for its requester', async () => {
    const requestId = await request('444444444444');
    await requester.link(requestId);
    const another = await contacts(['cancel', requestId, '--requested-by', 'joe@example.com']);
    expect(another).toMatchObject({ code: 1, stderr: expect.stringContaining('only its requester can cancel it') });
    const { code, stdout } = await contacts(['cancel', requestId, '--reason', 'It stays']);
    expect(code).toBe(0);
    expect(stdout).toContain(`${requestId} is CANCELLED`);
    const again = await contacts(['cancel', requestId]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('it is CANCELLED') });
  });

  it('lists requests by status and account, newest first', async () => {
    const [first, second] = [await request('444444444444'), await request('444444444444')];
    const listed = await until('both requests', async () => {
      const { stdout } = await contacts([
        'list',
        '--status',
        'PENDING_APPROVAL',
        '--account',
        '444444444444',
        '--json',
      ]);
      const found: Record<string, unknown>[] = JSON.parse(stdout);
      return found.some(({ requestId }) => requestId === second) && found.length > 1 ? found : undefined;
    });
    expect(listed[0]).toEqual({
      requestId: second,
      requestKey: `cli/${second}`,
      status: 'PENDING_APPROVAL',
      requestedBy: 'jane@example.com',
      createdAt: expect.any(String),
      contacts: ['444444444444/SECURITY'],
      accounts: [{ accountId: '444444444444', name: 'Playground', ouPath: ['Root', 'Sandbox'] }],
    });
    expect(listed[1]).toMatchObject({ requestId: first });
    const { stdout } = await contacts(['list', '--since', '1h']);
    expect(stdout).toMatch(/^REQUEST +STATUS +AGE +REQUESTED BY +CONTACTS\n/);
    expect(stdout).toContain(second);
    const sought = await contacts(['list', '--search', 'playground', '--json']);
    expect(sought.stdout).toContain(second);
  });

  it('refuses a requestId that is taken', async () => {
    const requestId = await request('444444444444');
    await requester.link(requestId);
    const before = await requestEvents();
    const words = ['request', '--account', '222222222222', '--type', 'BILLING', '--delete', ...WHY];
    const { code, stderr } = await contacts([...words, '--request-id', requestId]);
    expect(code).toBe(1);
    expect(stderr).toContain(`there already is a request ${requestId}`);
    expect(await requestEvents()).toBe(before);
  });

  it('shows the contacts of its own account and refuses accounts that are not of the organization', async () => {
    expect((await contacts(['show', '111111111111'])).stdout).toMatch(
      /^111111111111 \(Management\)\n\nTYPE +NAME[\s\S]+SECURITY +not set\n$/,
    );
    expect(await contacts(['show', '999999999999'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was denied'),
    });
  });

  it('explains which rule a change falls under by the organizational unit and the tags of the account', async () => {
    await writeFile(join(folder, 'policy.yml'), POLICY);
    const explain = (accountId: string, ...flags: string[]) =>
      contacts(['policy', 'explain', '--account', accountId, '--type', 'SECURITY', ...flags]);
    const production = await explain('222222222222');
    expect(production).toMatchObject({ code: 0, stderr: '' });
    expect(production.stdout).toMatch(
      /✗ +sandbox +ou: the account is under ou-ab12-prod0001, r-ab12; the rule wants ou-ab12-sandbox01\n/,
    );
    expect(production.stdout).toMatch(/✓ +production +tags: Environment is production\n/);
    expect(production.stdout).toMatch(/Approvers +owners: jane@example.com \(the requester, not eligible\), joe@/);
    expect(production.stdout).toMatch(
      /Quorum +2 approvals\n +Rounds +1\. 24h\n +2\. 24h, reminds .*boss@example.com\n/,
    );
    const ruleOf = async (accountId: string) => JSON.parse((await explain(accountId, '--json')).stdout).rule;
    expect([await ruleOf('444444444444'), await ruleOf('333333333333')]).toEqual(['sandbox', 'every change']);
    expect(await explain('999999999999')).toMatchObject({
      code: 1,
      stderr: 'error: the organization has no account 999999999999\n',
    });
    await writeFile(join(folder, 'wrong.yml'), POLICY.replace('quorum: 2', 'quorum: 9'));
    const wrong = await explain('222222222222', '--policy', 'wrong.yml');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('wrong.yml:12: the rule "production" needs 9 approvals, but has only 3 approvers');
  });

  it('says what to do when something is missing', async () => {
    const typo = await contacts(['lst']);
    expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean list?') });
    const stage = await contacts(['list', '--stage', 'nope', '--json']);
    expect(stage).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(stage.stderr).error).toContain('is the stage nope deployed there?');
    const nowhere = await contacts(['list'], { environment: { AWS_ENDPOINT_URL: 'http://localhost:1' } });
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('is `npm start` running?') });
    const unknown = await contacts(['status', 'no-such-request']);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no request no-such-request') });
  });
});

describe('contacts export', () => {
  it('writes a file that requests what somebody has edited in it', async () => {
    await putContact('444444444444', 'OPERATIONS', NOC);
    const words = ['export', '--ou', 'ou-ab12-sandbox01', '--output', 'contacts.csv'];
    const { code, stderr } = await contacts(words);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: '! 1 account left out: 555555555555 (Suspended) because it is SUSPENDED\n',
    });
    const file = join(folder, 'contacts.csv');
    const text = await readFile(file, 'utf8');
    const rows = text.split('\n').filter((row) => !row.includes('PUT') || row.includes('OPERATIONS'));
    await writeFile(file, rows.join('\n').replace('Network operations', 'Night shift'));
    const sending = await contacts(['request', '--file', 'contacts.csv', ...WHY, '--json']);
    const { requestId, changes } = JSON.parse(sending.stdout);
    expect(changes).toBe(1);
    expect(await approved(requestId)).toMatchObject({ status: 'APPLIED', changes: [{ status: 'APPLIED' }] });
    expect(await requester.contact('444444444444', 'OPERATIONS')).toEqual({ ...NOC, name: 'Night shift' });
  });

  it('selects the accounts of a request by a tag, and lists them in a dry run', async () => {
    const words = ['request', '--tag', 'Environment=production', '--type', 'BILLING', '--delete', ...WHY, '--dry-run'];
    const { code, stdout } = await contacts(words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Would send .*: 1 change in 1 account[\s\S]+222222222222 \(Shop\) +BILLING +DELETE\n$/);
    const beneath = ['request', '--ou', 'ou-ab12-bulk0001', '--type', 'BILLING', '--delete', ...WHY];
    const bulk = await contacts([...beneath, '--request-id', 'bulk', '--dry-run', '--json']);
    const { request, groups } = JSON.parse(bulk.stdout);
    expect(request).toMatchObject({ requestId: 'bulk', changes: [], changeSet: { count: 1000 } });
    expect(groups).toMatchObject([{ alternateContactType: 'BILLING', action: 'DELETE', count: 1000 }]);
  });
});

describe('contacts revert', () => {
  it('removes a contact that was new, and then restores it when the revert is reverted', async () => {
    const first = await requestMany('OPERATIONS', { '333333333333': NOC });
    expect(await approved(first)).toMatchObject({ status: 'APPLIED' });

    const { code, stdout } = await contacts(['revert', first, '--reason', 'Wrong team']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/333333333333 OPERATIONS\n[\s\S]+Name +Network operations +→ +not set\n/);
    expect(await requester.contact('333333333333', 'OPERATIONS')).toEqual(NOC);
    expect(await approved(`revert-${first}`)).toMatchObject({
      status: 'APPLIED',
      reason: `Reverts ${first}: Wrong team`,
      changes: [{ action: 'DELETE', status: 'APPLIED' }],
    });
    expect(await requester.contact('333333333333', 'OPERATIONS')).toBeUndefined();

    const again = await contacts(['revert', first]);
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`there already is a request revert-${first}`),
    });
    const other = await contacts(['revert', first, '--request-id', `again-${first}`]);
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('every contact is as it was before') });

    expect(await contacts(['revert', `revert-${first}`])).toMatchObject({ code: 0 });
    expect(await approved(`revert-revert-${first}`)).toMatchObject({ status: 'APPLIED' });
    expect(await requester.contact('333333333333', 'OPERATIONS')).toEqual(NOC);
  });

  it('restores the former contact, and leaves alone what somebody has changed since', async () => {
    for (const accountId of ['333333333333', '444444444444']) await putContact(accountId, 'BILLING', NOC);
    const requestId = await requestMany('BILLING', { '333333333333': SOC, '444444444444': SOC });
    expect(await approved(requestId)).toMatchObject({ status: 'APPLIED' });
    await putContact('444444444444', 'BILLING', DESK);

    const { code, stdout } = await contacts(['revert', requestId]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Left out: changed since .*\n {2}444444444444 BILLING\n.*\n +Name +Zebulon Quartermaine +→ +Serv/,
    );
    expect(stdout).toContain(': 1 change in 1 account');
    expect(await approved(`revert-${requestId}`)).toMatchObject({ status: 'APPLIED', changes: [{ action: 'PUT' }] });
    expect(await requester.contact('333333333333', 'BILLING')).toEqual(NOC);
    expect(await requester.contact('444444444444', 'BILLING')).toEqual(DESK);

    const words = ['revert', requestId, '--request-id', `all-${requestId}`];
    expect(await contacts(words)).toMatchObject({ code: 1, stdout: expect.stringContaining('Nothing was sent') });
    expect(await contacts([...words, '--also-changed'])).toMatchObject({ code: 0 });
    expect(await approved(`all-${requestId}`)).toMatchObject({ status: 'APPLIED' });
    expect(await requester.contact('444444444444', 'BILLING')).toEqual(NOC);
  });

  it('sends nothing when the contacts cannot be read', async () => {
    const requestId = await requestMany('OPERATIONS', { '444444444444': NOC });
    expect(await approved(requestId)).toMatchObject({ status: 'APPLIED' });
    const before = await requestEvents();
    await stack.setFaults([{ operation: 'GetAlternateContact', error: 'AccessDeniedException', times: 5 }]);
    expect(await contacts(['revert', requestId])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^error: nothing was sent, .*444444444444\/OPERATIONS.* account:GetAlternateContact was/,
      ),
    });
    await stack.setFaults([]);
    expect(await requestEvents()).toBe(before);
  });
});

describe('contacts retry', () => {
  it('requests only what a fault has kept from being applied', async () => {
    const requestId = await requestMany('SECURITY', { '333333333333': NOC, '444444444444': NOC });
    await requester.link(requestId);
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'AccessDeniedException', times: 1 }]);
    const failed = await approved(requestId);
    await stack.setFaults([]);
    expect(failed.status).toBe('PARTIALLY_APPLIED');
    const [left] = failed.changes.filter((change: { status: string }) => change.status === 'FAILED');

    const { code, stdout } = await contacts(['retry', requestId]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Left out: already in place\n[\s\S]+APPLIED\n\nRequested again\n[\s\S]+AccessDeniedException/,
    );
    await requester.link(`${requestId}-retry-1`);
    const hasty = await contacts(['retry', requestId]);
    expect(hasty).toMatchObject({ code: 1, stderr: expect.stringContaining('already requests the same again') });

    expect(await approved(`${requestId}-retry-1`)).toMatchObject({
      status: 'APPLIED',
      source: { system: 'cli', reference: 'OPS-43' },
      changes: [{ accountId: left.accountId, status: 'APPLIED' }],
    });
    for (const accountId of ['333333333333', '444444444444']) {
      expect(await requester.contact(accountId, 'SECURITY')).toEqual(NOC);
    }
  });

  it('lets the approvers decide on a conflict by the newer contact', async () => {
    const requestId = await requestMany('OPERATIONS', { '222222222222': NOC });
    await requester.link(requestId);
    await putContact('222222222222', 'OPERATIONS', DESK);
    expect(await approved(requestId)).toMatchObject({ status: 'FAILED', changes: [{ status: 'CONFLICT' }] });
    expect(await contacts(['retry', requestId])).toMatchObject({ code: 0 });
    expect(await approved(`${requestId}-retry-1`)).toMatchObject({ status: 'APPLIED' });
    const { stdout } = await contacts(['status', `${requestId}-retry-1`, '--details']);
    expect(stdout).toMatch(/Name +Service desk +→ +Network operations\n/);
  });
});

describe('contacts dead-letters', () => {
  const about = ({ subject, error }: DeadLetterEntry) => subject.requestId ?? error.code;
  const letters = (count: number) =>
    until(`${count} dead letters`, async () => {
      const found: DeadLetterEntry[] = JSON.parse((await contacts(['dead-letters', 'list', '--json'])).stdout);
      return found.length === count ? found : undefined;
    });
  const requestFor = (name: string) => {
    const change = { accountId: '333333333333', alternateContactType: 'OPERATIONS', action: 'PUT' } as const;
    return makeRequest({ changes: [{ ...change, contact: { ...NOC, name } }] });
  };
  const EVENT = { source: 'alternate-contacts', 'detail-type': 'Alternate Contact Change Requested' };

  it('replays each kind to where it was meant to go, and an event that was handled before has no effect again', async () => {
    const [lost, cancelled] = [requestFor('Lost'), requestFor('Cancelled')];
    await requester.put(cancelled);
    await requester.link(cancelled.requestId);
    await stack.setFaults([{ operation: 'StartExecution', error: 'AccessDeniedException', times: 1 }]);
    await requester.put(lost);
    const { requestId, requestedBy } = cancelled;
    const source = { system: 'jira', reference: 'OPS-7' };
    const comment = {
      request: { requestId: 'jira-7', status: 'APPLIED' },
      source,
      ticket: ['OPS-7'],
      text: 'Applied.',
    };
    await leaveLetters(stack, [
      unhandled('cancel-request', {
        source: 'alternate-contacts',
        'detail-type': 'Alternate Contact Change Cancellation Requested',
        detail: { requestId, requestedBy },
      }),
      refusedComment({
        source: 'alternate-contacts',
        'detail-type': 'Alternate Contact Ticket Comment',
        detail: comment,
      }),
    ]);
    const { stateMachineArn } = stack.health;
    const input = JSON.stringify({ ...EVENT, detail: 'no object' });
    await requester.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input }));

    expect((await letters(4)).map(about).sort()).toEqual(
      [lost.requestId, requestId, 'jira-7', 'MalformedEventError'].sort(),
    );
    expect(await contacts(['dead-letters', 'replay', '--all', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    await requester.link(lost.requestId);
    expect(await status(requestId)).toMatchObject({ status: 'CANCELLED' });
    const commented = await until('a comment', async () => {
      const calls = (await stack.tickets()).filter(({ path }) => path.includes('OPS-7'));
      return calls.length > 0 ? calls : undefined;
    });
    expect(commented).toMatchObject([{ body: { body: 'Applied.' } }]);

    await leaveLetters(stack, [undeliveredRequest({ ...EVENT, detail: lost })]);
    const back = await letters(2);
    const idOf = (name: string) => back.find((letter) => about(letter) === name)?.id ?? 'none';
    const again = await contacts(['dead-letters', 'replay', idOf(lost.requestId), '--yes']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('started the execution dead-letter-') });
    expect(await requester.end(lost.requestId)).toMatchObject({ output: { status: 'DUPLICATE' } });
    expect(await status(lost.requestId)).toMatchObject({ status: 'PENDING_APPROVAL' });
    expect(await contacts(['dead-letters', 'drop', idOf('MalformedEventError'), '--yes'])).toMatchObject({ code: 0 });
    expect(await contacts(['dead-letters', 'list'])).toMatchObject({ stdout: 'No dead letters.\n', stderr: '' });
  });

  it('tells the function for outcomes by the bus that an execution has ended, and nothing else of what is in a letter', async () => {
    const { stateMachineArn } = stack.health;
    const input = JSON.stringify({ ...EVENT, detail: 'no object' });
    const { executionArn = '' } = await requester.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, input }),
    );
    const asked = async () =>
      (await stack.calls()).filter(
        ({ operation, caller, input: { executionArn: arn } }) =>
          operation === 'DescribeExecution' && caller.endsWith('record-outcome') && arn === executionArn,
      ).length;
    await until('the end of the execution', async () => ((await asked()) > 0 ? true : undefined));
    const [kept] = await letters(1);
    const forged = { executionArn, end: { status: 'FAILED', stoppedAt: Date.now(), more: 1 }, state: { results: [] } };
    await leaveLetters(stack, [unhandled('record-outcome', forged)]);
    await letters(2);
    const before = await asked();
    expect(await contacts(['dead-letters', 'drop', kept?.id ?? 'none', '--yes'])).toMatchObject({ code: 0 });
    const replayed = await contacts(['dead-letters', 'replay', '--all', '--yes']);
    expect(replayed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('sent to the function that records outcomes'),
    });
    await until('a function that looks at the execution', async () => ((await asked()) > before ? true : undefined));
    expect(await contacts(['dead-letters', 'list'])).toMatchObject({ stdout: 'No dead letters.\n', stderr: '' });
  });
});
