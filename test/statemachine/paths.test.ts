import { describe, expect, it } from 'vitest';
import { withNamesThatFit } from '../../functions/domain/account/account-names.ts';
import {
  ASKED_AT,
  approved,
  approvedTasks,
  CONTACT,
  derived,
  ENTERED_AT,
  inLine,
  KEY,
  keptMessage,
  keyOf,
  lambdaError,
  organizationEvent,
  planned,
  requestEvent,
  run,
} from './machine.ts';

/** How each execution begins that was started by an event. */
const TAKEN = ['IsOrganizationEvent'];

describe('the change request state machine', () => {
  it('takes an approved request through every state to APPLIED', async () => {
    const { status, output, entered } = await run();
    expect(entered).toEqual([
      ...TAKEN,
      'ValidateRequest',
      'IsValid',
      'RegisterRequest',
      'AwaitReading',
      'ReadCurrentContacts',
      'ReadCurrentContact',
      'PlanChanges',
      'IsApprovalRequired',
      'RequestApproval',
      'SettleApproval',
      'IsApproved',
      'AwaitTurn',
      'ApplyChanges',
      'ApplyChange',
      'RecordOutcome',
      'HasFailed',
      'ChangeRequestEnded',
    ]);
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ requestId: 'r-1', status: 'APPLIED', results: [] });
  });

  it('takes 18 transitions for a request of one approved change', async () => {
    const { entered } = await run();
    expect(entered.length).toBeLessThanOrEqual(18);
  });

  it('reads each contact, and applies each change, at its turn', async () => {
    const { payloads } = await run();
    expect(payloads.get('ReadCurrentContact')).toEqual([{ contact: inLine(CONTACT), retries: 0 }]);
    expect(payloads.get('ApplyChange')).toEqual([{ requestKey: KEY, page: 'none', ...inLine(CONTACT), retries: 0 }]);
  });

  it.each([
    { wait: 'AwaitReading', task: 'RegisterRequest', next: 'ReadCurrentContacts' },
    { wait: 'AwaitTurn', task: 'SettleApproval', next: 'ApplyChanges' },
  ])('waits in $wait until the first turn that $task has given', async ({ wait, task, next }) => {
    // At the speed of these tests, a quarter of an hour takes some 90 ms.
    const until = new Date(Date.now() + 900_000).toISOString();
    const contact = inLine(CONTACT);
    const given = { ...contact, turn: { ...contact.turn, until } };
    const { entered, enteredAt } = await run({
      [task]: ({ round }) => ({ ...approved(round), requestKey: KEY, changes: [given, inLine(CONTACT)] }),
    });
    const at = entered.indexOf(wait);
    expect(entered.slice(at, at + 2)).toEqual([wait, next]);
    expect(Number(enteredAt[at + 1]) - Number(enteredAt[at])).toBeGreaterThan(80);
  });

  it('hands the request of the event, what is known of its accounts, and its own ARN to RegisterRequest', async () => {
    const { payloads } = await run();
    expect(payloads.get('RegisterRequest')).toEqual([
      {
        eventSource: 'alternate-contacts',
        request: requestEvent.detail,
        accounts: [],
        askedAt: ASKED_AT,
        executionArn: expect.stringMatching(/^arn:aws:states:.*:execution:.*:run-\d+$/),
        enteredAt: ENTERED_AT,
      },
    ]);
  });

  it('hands on what ValidateRequest says, and neither detail nor contacts, once the request is registered', async () => {
    const { payloads } = await run();
    expect(payloads.get('PlanChanges')).toEqual([
      {
        requestKey: KEY,
        currentContacts: [{ accountId: '222222222222', alternateContactType: 'SECURITY', contact: null }],
      },
    ]);
    const [{ state } = {}] = payloads.get('RecordOutcome') ?? [];
    expect(Object.keys(Object(state)).sort()).toEqual(['changes', 'requestKey', 'results', 'round', 'valid', 'woken']);
  });

  it('asks nobody, and tells RecordOutcome the key alone, when the request was cancelled during planning', async () => {
    const { entered, payloads, status } = await run({
      PlanChanges: () => planned({ changes: [] }),
      RecordOutcome: () => ({ requestId: 'r-1', status: 'CANCELLED', results: [] }),
    });
    expect(entered).not.toContain('RequestApproval');
    expect(entered).not.toContain('ApplyChanges');
    expect(payloads.get('RecordOutcome')?.[0]?.['state']).toEqual({ valid: true, requestKey: KEY, changes: [] });
    expect(status).toBe('SUCCEEDED');
  });

  it('asks nobody when nothing is to be changed', async () => {
    const { entered, payloads } = await run({ PlanChanges: () => planned({ changes: [] }) });
    expect(entered.slice(-4)).toEqual(['IsApprovalRequired', 'RecordOutcome', 'HasFailed', 'ChangeRequestEnded']);
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { requestKey: KEY, changes: [] } });
  });

  it('applies without asking when the plan has no round', async () => {
    const plan = planned({ changes: [{ accountId: '222222222222', alternateContactType: 'BILLING' }] });
    const { entered, status } = await run({ PlanChanges: () => plan });
    expect(entered).not.toContain('RequestApproval');
    expect(entered).toContain('ApplyChange');
    expect(status).toBe('SUCCEEDED');
  });

  it.each(['REJECTED', 'EXPIRED', 'CANCELLED'])('applies nothing when the approval settles as %s', async (end) => {
    const { entered, payloads } = await run({ SettleApproval: ({ round }) => ({ ...Object(round), status: end }) });
    expect(entered).not.toContain('ApplyChanges');
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { round: { status: end } } });
  });

  it('settles the approval when a round passes without an answer', async () => {
    const { entered, payloads } = await run({
      PlanChanges: () => planned({ changes: [{}], round: { index: 0, timeoutSeconds: 10 } }),
      RequestApproval: () => ({}),
      SettleApproval: ({ round }) => ({ ...Object(round), status: 'EXPIRED' }),
    });
    expect(entered).toContain('SettleApproval');
    expect(payloads.get('SettleApproval')).toEqual([
      { requestKey: KEY, round: { index: 0, timeoutSeconds: 10 }, woken: { Error: 'States.Timeout', Cause: '' } },
    ]);
  });

  it('opens the next round when the request is still pending', async () => {
    const rounds = [
      { status: 'PENDING_APPROVAL', index: 1, timeoutSeconds: 20 },
      approved({ index: 1, timeoutSeconds: 20 }),
    ];
    const { entered, payloads } = await run({ SettleApproval: () => rounds.shift() });
    expect(entered.filter((state) => state === 'RequestApproval')).toHaveLength(2);
    expect(payloads.get('RequestApproval')?.map(({ round }) => round)).toEqual([
      { index: 0, timeoutSeconds: 3600 },
      { index: 1, timeoutSeconds: 20 },
    ]);
    expect(entered).toContain('ApplyChange');
  });

  it('opens the round that SettleApproval names when it skips one', async () => {
    const rounds = [
      { status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 30 },
      approved({ index: 2, timeoutSeconds: 30 }),
    ];
    const { payloads, entered } = await run({ SettleApproval: () => rounds.shift() });
    expect(payloads.get('RequestApproval')?.map(({ round }) => round)).toEqual([
      { index: 0, timeoutSeconds: 3600 },
      { index: 2, timeoutSeconds: 30 },
    ]);
    expect(payloads.get('SettleApproval')).toEqual([
      { requestKey: KEY, round: { index: 0, timeoutSeconds: 3600 }, woken: { by: 'token' } },
      { requestKey: KEY, round: { status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 30 }, woken: { by: 'token' } },
    ]);
    expect(entered).toContain('ApplyChange');
  });

  it('waits in a skipped-to round no longer than SettleApproval says', async () => {
    const rounds = [
      { status: 'PENDING_APPROVAL', index: 2, timeoutSeconds: 30 },
      { status: 'EXPIRED', index: 2, timeoutSeconds: 30 },
    ];
    const { entered, payloads } = await run({
      RequestApproval: ({ round }, wake) => (Object(round).index === 0 ? wake() : undefined),
      SettleApproval: () => rounds.shift(),
    });
    expect(entered.filter((state) => state === 'SettleApproval')).toHaveLength(2);
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { round: { status: 'EXPIRED', index: 2 } } });
  });

  it.each([
    { settled: 'PENDING_APPROVAL', next: 'RequestApproval' },
    { settled: 'APPROVED', next: 'AwaitTurn' },
    { settled: 'EXPIRED', next: 'RecordOutcome' },
  ])('goes on to $next at once when it is woken early and the request is $settled', async ({ settled, next }) => {
    // Nothing else ends the round: at the speed of these tests it would outlast them.
    const year = { index: 0, timeoutSeconds: 31_536_000 };
    const rounds = [
      { ...approved(year), status: settled },
      { ...year, status: 'REJECTED' },
    ];
    const { entered } = await run({
      PlanChanges: () => planned({ changes: [{ accountId: '1', alternateContactType: '2' }], round: year }),
      SettleApproval: () => rounds.shift(),
    });
    const asked = entered.indexOf('RequestApproval');
    expect(entered.slice(asked, asked + 4)).toEqual(['RequestApproval', 'SettleApproval', 'IsApproved', next]);
  });

  describe('when another request has outdated the plan', () => {
    const left = { accountId: '222222222222', alternateContactType: 'BILLING', joinedAt: ASKED_AT };
    const outdated = { status: 'OUTDATED', index: 1, timeoutSeconds: 20, changes: [inLine(left)] };
    const settledAs = (...rounds: object[]) => ({
      SettleApproval: ({ round }: Record<string, unknown>) => rounds.shift() ?? approved(round),
    });

    it('reads what is left to change, plans again and asks again from the first round on', async () => {
      const { entered, payloads, status } = await run(settledAs(outdated));
      const again = entered.slice(entered.indexOf('PlanAgain'));
      expect(again.slice(0, 7)).toEqual([
        'PlanAgain',
        'AwaitReading',
        'ReadCurrentContacts',
        'ReadCurrentContact',
        'PlanChanges',
        'IsApprovalRequired',
        'RequestApproval',
      ]);
      expect(payloads.get('ReadCurrentContact')?.at(-1)).toEqual({ contact: outdated.changes[0], retries: 0 });
      expect(payloads.get('PlanChanges')?.at(-1)).toEqual({
        requestKey: KEY,
        currentContacts: [{ ...keyOf(left), contact: null }],
      });
      expect(payloads.get('RequestApproval')?.map(({ round }) => round)).toEqual([
        { index: 0, timeoutSeconds: 3600 },
        { index: 0, timeoutSeconds: 3600 },
      ]);
      expect(again).toContain('ApplyChange');
      expect(status).toBe('SUCCEEDED');
    });

    it('does so as often as it happens', async () => {
      const { entered, payloads } = await run(settledAs(outdated, outdated, outdated));
      expect(entered.filter((state) => state === 'PlanAgain')).toHaveLength(3);
      expect(payloads.get('RequestApproval')).toHaveLength(4);
    });

    it('ends without asking when nothing is left to change', async () => {
      const plans = [planned({ changes: [{}], round: { index: 0, timeoutSeconds: 3600 } }), planned({ changes: [] })];
      const { entered, payloads } = await run({ ...settledAs(outdated), PlanChanges: () => plans.shift() });
      expect(payloads.get('RequestApproval')).toHaveLength(1);
      expect(entered).not.toContain('ApplyChanges');
      expect(payloads.get('RecordOutcome')?.[0]?.['state']).toEqual({ valid: true, requestKey: KEY, changes: [] });
    });

    it('waits for contacts that another request has, and then goes on with the same round', async () => {
      let calls = 0;
      const { payloads, entered } = await run({
        SettleApproval: ({ round }) => {
          calls += 1;
          if (calls < 4) throw lambdaError('ContactLockedError');
          return approved(round);
        },
      });
      expect(payloads.get('SettleApproval')).toHaveLength(4);
      expect(payloads.get('RequestApproval')).toHaveLength(1);
      expect(entered).toContain('ApplyChange');
    });
  });

  it('gives each attempt of RequestApproval a task token of its own', async () => {
    const rounds = [{ status: 'PENDING_APPROVAL', index: 1, timeoutSeconds: 20 }, { status: 'REJECTED' }];
    const { payloads } = await run({ SettleApproval: () => rounds.shift() });
    const tokens = payloads.get('RequestApproval')?.map(({ taskToken }) => taskToken);
    expect(new Set(tokens).size).toBe(2);
  });

  it('applies the other changes when one fails, and fails with its name and cause', async () => {
    const keys = ['SECURITY', 'BILLING'].map((alternateContactType) => ({
      accountId: '222222222222',
      alternateContactType,
    }));
    const failure = {
      error: 'ChangeRequestPartiallyApplied',
      cause: '222222222222/SECURITY: AccessDeniedException: no',
    };
    const { status, error, cause, payloads } = await run({
      PlanChanges: () => planned({ changes: keys, round: { index: 0, timeoutSeconds: 3600 } }),
      SettleApproval: ({ round }) => approved(round, keys),
      ApplyChange: ({ accountId, alternateContactType }) => {
        if (alternateContactType === 'SECURITY') throw lambdaError('AccessDeniedException', 'no');
        return { accountId, alternateContactType };
      },
      RecordOutcome: () => ({ requestId: 'r-1', status: 'PARTIALLY_APPLIED', results: [], failure }),
    });
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({
      state: { results: [{ ...keys[0], error: { Error: 'AccessDeniedException' } }, keys[1]] },
    });
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: failure.error, cause: failure.cause });
  });

  const reasons = [{ pointer: '/reason', code: 'required', message: 'is required' }];

  it('registers nothing, and hands the request and the reasons to RecordOutcome, when the request is invalid', async () => {
    const { entered, payloads, status, output } = await run({
      ValidateRequest: () => ({ valid: false, reasons }),
      RecordOutcome: () => ({ requestId: 'r-1', status: 'INVALID', results: [], reasons }),
    });
    expect(entered).toEqual([
      ...TAKEN,
      'ValidateRequest',
      'IsValid',
      'ReportInvalidRequest',
      'RecordOutcome',
      'HasFailed',
      'ChangeRequestEnded',
    ]);
    expect(payloads.get('RecordOutcome')).toEqual([
      {
        executionArn: expect.stringMatching(/:execution:/),
        state: { source: requestEvent.source, detail: requestEvent.detail, reasons },
        retries: 0,
      },
    ]);
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { requestId: 'r-1', status: 'INVALID', results: [], reasons },
    });
  });

  it('asks nobody, and hands the key and the reasons to RecordOutcome, when the plan is invalid', async () => {
    const plan = { valid: false, requestKey: KEY, reasons };
    const { entered, payloads, status } = await run({ PlanChanges: () => plan });
    expect(entered.slice(-5)).toEqual([
      'PlanChanges',
      'IsApprovalRequired',
      'RecordOutcome',
      'HasFailed',
      'ChangeRequestEnded',
    ]);
    expect(payloads.get('RecordOutcome')?.[0]?.['state']).toEqual(plan);
    expect(status).toBe('SUCCEEDED');
  });

  it.each([
    { what: 'the text true', valid: 'true' },
    { what: 'null', valid: null },
  ])('registers nothing when `valid` is $what', async ({ valid }) => {
    const { entered } = await run({ ValidateRequest: () => ({ valid, reasons, requestKey: KEY }) });
    expect(entered).not.toContain('RegisterRequest');
    expect(entered).toContain('ReportInvalidRequest');
  });

  it('carries a whole event and as many reasons to RecordOutcome within the data limit', async () => {
    const detail = { ...requestEvent.detail, reason: 'x'.repeat(200_000) };
    const many = Array.from({ length: 400 }, (_, index) => ({
      pointer: `/changes/${index}/contact/phoneNumber`,
      code: 'format',
      message: 'may only contain digits, spaces and ()+-',
    }));
    const { status, payloads } = await run(
      { ValidateRequest: () => ({ valid: false, reasons: many }) },
      { ...requestEvent, detail },
    );
    expect(status).toBe('SUCCEEDED');
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { detail, reasons: many } });
  });

  it("keeps an event that is nobody's request, and fails", async () => {
    const input = { ...requestEvent, detail: 'not an object' };
    const ValidateRequest = () => {
      throw lambdaError('MalformedEventError', '/event/detail must be object');
    };
    const { status, error, cause, entered, payloads } = await run({ ValidateRequest }, input);
    expect(payloads.get('ValidateRequest')).toEqual([{ event: input, enteredAt: ENTERED_AT }]);
    expect(payloads.get('KeepFailedEvent')).toEqual([keptMessage(input, 'MalformedEventError')]);
    expect(entered.at(-1)).toBe('EventFailed');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'MalformedEventError' });
    expect(cause).toContain('/event/detail must be object');
  });

  it('fails with the last error of RecordOutcome, and its cause, when the outcome cannot be recorded', async () => {
    const RecordOutcome = () => {
      throw lambdaError('TypeError', 'broken');
    };
    const { status, error, cause, entered } = await run({ RecordOutcome });
    expect(entered.slice(-2)).toEqual(['RecordOutcome', 'OutcomeNotRecorded']);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'TypeError' });
    expect(cause).toContain('"errorMessage":"broken"');
  });

  it('carries 100 changes with the longest contacts, reason, names, places in the organization and two tags within the data limit', async () => {
    const contact = {
      name: '🦊'.repeat(64),
      title: '🦊'.repeat(50),
      emailAddress: 'a'.repeat(254),
      phoneNumber: '1'.repeat(25),
    };
    const changes = Array.from({ length: 100 }, (_, index) => ({
      accountId: String(900_000_000_001 + index),
      alternateContactType: 'SECURITY',
      action: 'PUT',
      contact,
    }));
    const parentIds = Array.from({ length: 5 }, () => `ou-ab12-${'x'.repeat(32)}`);
    const tags = Object.fromEntries(['k', 'l'].map((key) => [key.repeat(128), '🦊'.repeat(64)]));
    const joinedAt = '2026-06-01T10:00:00.000Z';
    const accounts = withNamesThatFit(
      changes.map(({ accountId }) => ({
        accountId,
        state: 'ACTIVE',
        parentIds,
        tags,
        joinedAt,
        name: 'n'.repeat(100),
      })),
    );
    const detail = { ...requestEvent.detail, reason: '🦊'.repeat(10_000), changes };
    const keys = changes.map(({ accountId, alternateContactType }) => ({ accountId, alternateContactType, joinedAt }));
    const { status } = await run(
      {
        ...approvedTasks,
        ValidateRequest: () => ({
          valid: true,
          requestKey: KEY,
          changes: keys,
          accounts,
          askedAt: ASKED_AT,
        }),
        RegisterRequest: () => ({ requestKey: KEY, changes: keys.map(inLine) }),
        ReadCurrentContact: (read) => ({ ...keyOf(read['contact']), contact, readAt: ASKED_AT }),
        SettleApproval: ({ round }) => approved(round, keys),
        ApplyChange: (change) => ({
          ...keyOf(change),
          appliedAt: '2026-06-01T12:00:00.000Z',
          alreadyInPlace: true,
        }),
        PlanChanges: () => planned({ changes: keys, round: { index: 0, timeoutSeconds: 3600 } }),
      },
      { ...requestEvent, detail },
    );
    expect(status).toBe('SUCCEEDED');
  });

  it('carries 100 contacts whose every letter needs an escape, and 100 failures with the longest messages and traces, within the data limit', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => ({
      accountId: String(900_000_000_001 + index),
      alternateContactType: 'OPERATIONS',
      joinedAt: ASKED_AT,
    }));
    const contact = {
      name: '\u0001'.repeat(64),
      title: '\u0001'.repeat(50),
      emailAddress: 'a'.repeat(254),
      phoneNumber: '1'.repeat(25),
    };
    const errorMessage = 'm'.repeat(450);
    const trace = [
      `AccessDeniedException: ${errorMessage}`,
      ...Array.from({ length: 10 }, () => `    at ${'f'.repeat(40)} (/var/task/functions/apply-change.js:123:45678)`),
    ];
    const { status, payloads } = await run({
      ValidateRequest: () => ({ valid: true, requestKey: KEY, changes: keys, accounts: [], askedAt: ASKED_AT }),
      RegisterRequest: () => ({ requestKey: KEY, changes: keys.map(inLine) }),
      ReadCurrentContact: (read) => ({ ...keyOf(read['contact']), contact, readAt: ASKED_AT }),
      SettleApproval: ({ round }) => approved(round, keys),
      PlanChanges: () => planned({ changes: keys, round: { index: 0, timeoutSeconds: 3600 } }),
      ApplyChange: () => {
        throw lambdaError('AccessDeniedException', errorMessage, trace);
      },
    });
    expect(status).toBe('SUCCEEDED');
    expect(Object(payloads.get('RecordOutcome')?.[0]?.['state']).results).toHaveLength(100);
  });
});

describe('the state machine, on events of AWS', () => {
  it('registers the request that is derived, and takes it on like any other', async () => {
    const [contact] = derived.validated.changes.map(inLine);
    const RegisterRequest = () => ({ requestKey: derived.validated.requestKey, changes: [contact] });
    const { entered, payloads, status } = await run({ RegisterRequest }, organizationEvent);
    expect(entered.slice(0, 6)).toEqual([
      ...TAKEN,
      'DeriveBaselineRequest',
      'IsBaselineRequested',
      'RegisterRequest',
      'AwaitReading',
      'ReadCurrentContacts',
    ]);
    expect(entered).not.toContain('ValidateRequest');
    expect(entered.at(-1)).toBe('ChangeRequestEnded');
    expect(payloads.get('DeriveBaselineRequest')).toEqual([{ event: organizationEvent }]);
    expect(payloads.get('RegisterRequest')).toEqual([
      {
        eventSource: organizationEvent.source,
        request: derived.detail,
        accounts: derived.validated.accounts,
        askedAt: ASKED_AT,
        executionArn: expect.stringMatching(/:execution:/),
        enteredAt: ENTERED_AT,
      },
    ]);
    expect(payloads.get('ReadCurrentContact')).toEqual([{ contact, retries: 0 }]);
    expect(payloads.get('PlanChanges')).toMatchObject([{ requestKey: derived.validated.requestKey }]);
    expect(status).toBe('SUCCEEDED');
  });

  it('ends with the reason, and records nothing, when the event asks for nothing', async () => {
    const ignored = 'the account 444444444444 is SUSPENDED';
    const { entered, status, output } = await run({ DeriveBaselineRequest: () => ({ ignored }) }, organizationEvent);
    expect(entered).toEqual([
      ...TAKEN,
      'DeriveBaselineRequest',
      'IsBaselineRequested',
      'IsAnythingToWithdraw',
      'NothingRequested',
    ]);
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { ignored } });
  });

  it.each(['accountClosed', 'baselineGone'])(
    'withdraws what waits, and ends with what it has withdrawn, because of %s',
    async (kind) => {
      const withdraw = { kind, accountId: '444444444444' };
      const { entered, payloads, status, output } = await run(
        { DeriveBaselineRequest: () => ({ withdraw }) },
        organizationEvent,
      );
      expect(entered).toEqual([
        ...TAKEN,
        'DeriveBaselineRequest',
        'IsBaselineRequested',
        'IsAnythingToWithdraw',
        'WithdrawChanges',
        'NothingRequested',
      ]);
      expect(payloads.get('WithdrawChanges')).toEqual([withdraw]);
      expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { because: withdraw, withdrawn: ['r-1'] } });
    },
  );

  it('keeps the request for RecordOutcome when another event has registered it', async () => {
    const RegisterRequest = () => {
      throw lambdaError('DuplicateRequestError', 'registered already');
    };
    const { entered, payloads } = await run({ RegisterRequest }, organizationEvent);
    expect(entered.slice(3, 5)).toEqual(['RegisterRequest', 'RecordOutcome']);
    expect(payloads.get('RecordOutcome')?.[0]?.['state']).toEqual({
      ...derived,
      caught: { Error: 'DuplicateRequestError', Cause: expect.any(String) },
    });
  });

  it.each(['aws.organizations', 'aws.controltower'])('derives a request when the source is %s', async (source) => {
    const { entered } = await run({}, { ...organizationEvent, source });
    expect(entered[1]).toBe('DeriveBaselineRequest');
  });

  it.each([
    { what: 'is empty', source: '' },
    { what: 'only begins with aws', source: 'awsx' },
    { what: 'has another letter case', source: 'AWS.organizations' },
    { what: 'holds it further on', source: 'my.aws.organizations' },
  ])('validates the event as a request when the source $what', async ({ source }) => {
    const input = { ...requestEvent, source };
    const { entered, payloads } = await run({}, input);
    expect(entered.slice(0, 2)).toEqual([...TAKEN, 'ValidateRequest']);
    expect(payloads.get('ValidateRequest')).toEqual([{ event: input, enteredAt: ENTERED_AT }]);
    expect(entered).not.toContain('DeriveBaselineRequest');
  });
});

describe('the state machine, started by hand', () => {
  const without = (key: string) => Object.fromEntries(Object.entries(requestEvent).filter(([name]) => name !== key));

  it.each([
    { what: 'has no source', input: without('source') },
    { what: 'has no detail-type', input: without('detail-type') },
    { what: 'has no detail', input: without('detail') },
    { what: 'has the source null', input: { ...requestEvent, source: null } },
    { what: 'has a number as its source', input: { ...requestEvent, source: 42 } },
    { what: 'has a list as its source', input: { ...requestEvent, source: ['aws.organizations'] } },
    { what: 'has an object as its source', input: { ...requestEvent, source: { system: 'aws.organizations' } } },
    { what: 'is a list', input: ['aws.organizations'] },
    { what: 'is a text', input: 'aws.organizations' },
    { what: 'is null', input: null },
    { what: 'is empty', input: {} },
  ])('keeps its input, calls nothing else and fails when that $what', async ({ input }) => {
    const { entered, payloads, status, error, cause } = await run({}, input);
    expect(entered).toEqual([...TAKEN, 'RefuseInput', 'KeepFailedEvent', 'EventFailed']);
    expect([...payloads.keys()]).toEqual(['KeepFailedEvent']);
    expect(payloads.get('KeepFailedEvent')).toMatchObject([{ MessageBody: JSON.stringify(input) }]);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'MalformedEventError' });
    expect(cause).toContain('must have a source, a detail-type and a detail');
  });

  /** Everything that some state leaves in the state, and what an event has besides. */
  const INJECTED = {
    results: [{ accountId: '222222222222', alternateContactType: 'SECURITY' }],
    validated: { valid: true, requestKey: 'cli/another', changes: [], accounts: [], askedAt: ASKED_AT },
    caught: { Error: 'DuplicateRequestError', Cause: 'x' },
    round: { index: 0, timeoutSeconds: 1, status: 'APPROVED' },
    reasons: [{ pointer: '', code: 'invalid', message: 'x' }],
    requestKey: 'cli/another',
    requestId: 'another',
    valid: true,
    changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY' }],
    withdraw: { kind: 'accountClosed', accountId: '222222222222' },
    registered: {},
    currentContacts: [],
    preApproved: { status: 'APPROVED' },
    woken: {},
    timeout: {},
    kept: {},
    failure: { error: 'x', cause: 'x' },
    error: { Error: 'x' },
    status: 'APPLIED',
    Error: 'x',
    Cause: 'x',
    time: '2026-06-01T10:00:00Z',
  };
  const broken = () => {
    throw lambdaError('SomethingElse');
  };
  const ends: { what: string; event: object; tasks: Parameters<typeof run>[0] }[] = [
    { what: 'is applied', event: requestEvent, tasks: {} },
    { what: 'cannot be validated', event: requestEvent, tasks: { ValidateRequest: broken } },
    { what: 'is invalid', event: requestEvent, tasks: { ValidateRequest: () => ({ valid: false, reasons: [] }) } },
    { what: 'cannot be registered', event: requestEvent, tasks: { RegisterRequest: broken } },
    { what: 'cannot be planned', event: requestEvent, tasks: { PlanChanges: broken } },
    { what: 'cannot be derived', event: organizationEvent, tasks: { DeriveBaselineRequest: broken } },
    { what: 'asks for nothing', event: organizationEvent, tasks: { DeriveBaselineRequest: () => ({ ignored: 'x' }) } },
  ];

  it.each(ends)('lets nothing that somebody has put beside an event reach the outcome when it $what', async (end) => {
    const plain = await run(end.tasks, end.event);
    const injected = await run(end.tasks, { ...INJECTED, ...end.event });
    const outcome = ({ payloads }: typeof plain) => payloads.get('RecordOutcome')?.map(({ state }) => state);
    expect(injected.entered).toEqual(plain.entered);
    expect(outcome(injected)).toEqual(outcome(plain));
    expect(injected.output).toEqual(plain.output);
  });

  it.each(Object.keys(INJECTED))('knows nothing of %s after its first states', async (name) => {
    const { payloads } = await run({ ValidateRequest: broken }, { ...requestEvent, [name]: 'injected' });
    expect(JSON.stringify(payloads.get('RecordOutcome'))).not.toContain('injected');
  });
});
