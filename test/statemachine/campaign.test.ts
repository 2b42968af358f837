import { describe, expect, it } from 'vitest';
import { GOES_ON, runCampaign } from './campaign-run.ts';
import { CONTACT, inLine, KEY, lambdaError } from './machine.ts';

const PLANNED = ['ValidateChangeSet', 'RegisterRequest', 'PlanPage 1', 'PlanPage 2', 'PlanCampaign'];

const HELD = { state: 'hold', campaign: 'paused', turns: 'kept' };

/** The tasks of one page, in order. */
function ofPage(called: string[], page: number): string[] {
  return called.filter((call) => call.endsWith(` ${page}`));
}

describe('a campaign', () => {
  it('is planned page by page, approved as a whole, and applied page by page', async () => {
    const { status, called } = await runCampaign();
    expect(status).toBe('SUCCEEDED');
    expect(called.slice(0, PLANNED.length)).toEqual(PLANNED);
    expect(called.filter((call) => call === 'RequestApproval')).toHaveLength(1);
    for (const page of [1, 2])
      expect(ofPage(called, page)).toEqual([
        `PlanPage ${page}`,
        ...['BeginPage', 'ApplyChange', 'EndPage'].map((task) => `${task} ${page}`),
      ]);
    expect(called.at(-1)).toBe('RecordOutcome');
  });

  it('hands the page to the very task that a small request has', async () => {
    const { payloads } = await runCampaign();
    expect(payloads.get('ApplyChange')).toContainEqual({ requestKey: KEY, page: 1, ...inLine(CONTACT), retries: 0 });
  });

  it('is not planned when its change set is invalid', async () => {
    const reasons = [{ pointer: '/changeSet/1/accountId', message: 'is missing' }];
    const { status, called } = await runCampaign({ ValidateChangeSet: () => ({ valid: false, reasons }) });
    expect(status).toBe('SUCCEEDED');
    expect(called).toEqual(['ValidateChangeSet', 'RecordOutcome']);
  });

  it('asks nobody when nothing is to change', async () => {
    const { called } = await runCampaign({ PlanCampaign: () => ({ valid: true, requestKey: KEY, count: 0 }) });
    expect(called).toEqual([...PLANNED, 'RecordOutcome']);
  });

  it('applies nothing when it is not approved', async () => {
    const { called } = await runCampaign({ SettleApproval: ({ round }) => ({ ...Object(round), status: 'REJECTED' }) });
    expect(called).not.toContain('BeginPage 1');
    expect(called.at(-1)).toBe('RecordOutcome');
  });

  it('waits on each page while it is held, and goes on when it is resumed', async () => {
    const held = new Set([1, 2]);
    const { called, payloads } = await runCampaign({
      BeginPage: ({ page }) => (held.delete(Number(page)) ? { ...HELD, seconds: 3600 } : GOES_ON),
    });
    expect(ofPage(called, 2).slice(1)).toEqual([
      'BeginPage 2',
      'HoldPage 2',
      'BeginPage 2',
      'ApplyChange 2',
      'EndPage 2',
    ]);
    expect(payloads.get('HoldPage')?.[0]).toMatchObject({ campaign: 'paused', seconds: 3600 });
    const ofSecond = payloads.get('BeginPage')?.filter(({ page }) => page === 2);
    expect(ofSecond?.map(({ turns }) => turns)).toEqual(['none', 'kept']);
  });

  it('looks again when nobody has resumed it in time', async () => {
    let looks = 0;
    const { called } = await runCampaign({
      BeginPage: ({ page }) => {
        if (page === 1) looks += 1;
        return looks < 3 && page === 1 ? { ...HELD, seconds: 1 } : { state: 'done' };
      },
      HoldPage: () => undefined,
    });
    expect(ofPage(called, 1)).toEqual([
      'PlanPage 1',
      'BeginPage 1',
      'HoldPage 1',
      'BeginPage 1',
      'HoldPage 1',
      'BeginPage 1',
    ]);
  });

  it('looks again later when nobody could keep that it waits', async () => {
    let looks = 0;
    const { called } = await runCampaign({
      BeginPage: ({ page }) => {
        if (page === 1) looks += 1;
        return looks < 2 && page === 1 ? { ...HELD, seconds: 86_400 } : { state: 'done' };
      },
      HoldPage: () => {
        throw Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
      },
    });
    expect(ofPage(called, 1).slice(1)).toEqual(['BeginPage 1', 'HoldPage 1', 'BeginPage 1']);
  });

  it('begins a page again of which something is left', async () => {
    let left = 1;
    const { called } = await runCampaign({ EndPage: ({ page }) => ({ left: page === 2 && left-- > 0 ? 1 : 0 }) });
    expect(ofPage(called, 2).slice(1)).toEqual(
      ['BeginPage', 'ApplyChange', 'EndPage', 'BeginPage', 'ApplyChange', 'EndPage'].map((task) => `${task} 2`),
    );
  });

  it('goes on with the other pages when one breaks, and records the outcome', async () => {
    const { status, called } = await runCampaign({
      EndPage: ({ page }) => {
        if (page === 1) throw lambdaError('ObjectAlteredError');
        return { left: 0 };
      },
    });
    expect(called).toContain('EndPage 2');
    expect(called.at(-1)).toBe('RecordOutcome');
    expect(status).toBe('SUCCEEDED');
  });

  it('ends a page that cannot be begun with what is known of it, so that nobody waits for it', async () => {
    const { called, payloads } = await runCampaign({
      BeginPage: ({ page }) => {
        if (page === 1) throw Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
        return GOES_ON;
      },
    });
    expect(ofPage(called, 1).slice(1)).toEqual(['BeginPage 1', 'EndPage 1']);
    expect(payloads.get('EndPage')?.map(({ page, caught }) => [page, Object(caught).Error ?? caught])).toEqual(
      expect.arrayContaining([
        [1, 'AccessDeniedException'],
        [2, 'none'],
      ]),
    );
  });

  it('records the outcome when a page cannot be planned', async () => {
    const { called, payloads } = await runCampaign({
      PlanPage: () => {
        throw lambdaError('ObjectAlteredError');
      },
    });
    expect(called.at(-1)).toBe('RecordOutcome');
    expect(payloads.get('RecordOutcome')?.[0]).toMatchObject({ state: { requestKey: KEY, caught: expect.anything() } });
  });

  it('ends red when its outcome is a failure', async () => {
    const failure = { error: 'ChangeRequestPartiallyApplied', cause: 'one of 2 changes failed' };
    const { status, error } = await runCampaign({ RecordOutcome: () => ({ status: 'PARTIALLY_APPLIED', failure }) });
    expect(status).toBe('FAILED');
    expect(error).toBe('ChangeRequestPartiallyApplied');
  });
});
