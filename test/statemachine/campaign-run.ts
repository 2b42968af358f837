import type { MapServices } from 'embedded-aws/workflow/map-services.ts';
import { createWorkflow } from 'embedded-aws/workflow/workflow.ts';
import { approvedTasks, CONTACT, deployed, type FakeTask, inLine, KEY, requestEvent, TIME_SCALE } from './machine.ts';

/** A request that names its changes by a change set. */
const campaignEvent = {
  ...requestEvent,
  detail: { requestId: 'r-1', changes: [], changeSet: { key: 'change-sets/0.jsonl', sha256: '0', count: 2 } },
};

/** Of a page with one change. */
export const GOES_ON = { state: 'go', changes: [inLine(CONTACT)], turns: 'of the page' };

/** Tasks of a campaign of two pages, with one change each, that is approved and applied. */
const campaignTasks: Record<string, FakeTask> = {
  ...approvedTasks,
  ValidateChangeSet: ({ event }) => ({ valid: true, request: Object(event).detail, requestKey: KEY, askedAt: 'now' }),
  RegisterRequest: () => ({ requestKey: KEY, changes: [] }),
  PlanPage: ({ page }) => ({ page, count: 1 }),
  PlanCampaign: () => ({ valid: true, requestKey: KEY, count: 2, round: { index: 0, timeoutSeconds: 3600 } }),
  CheckCampaign: () => ({}),
  SettleApproval: ({ round }) => ({ ...Object(round), status: 'APPROVED' }),
  BeginPage: () => GOES_ON,
  HoldPage: (_payload, wake) => wake(),
  EndPage: () => ({ left: 0 }),
};

/** A bucket that lists two pages, wherever they are looked for. */
const bucket: MapServices = {
  check: () => undefined,
  readObject: () => Buffer.from(JSON.stringify([{ page: 1 }, { page: 2 }])),
  listObjects: () => [],
  checkWritable: () => undefined,
  writeObject: () => undefined,
};

/** How a campaign went. */
export interface CampaignRun {
  status: string;
  error: string | undefined;
  /** The tasks as they were called, in that order: the name of the state, and the page if it has one. */
  called: string[];
  payloads: Map<string, Record<string, unknown>[]>;
  /** How many events the history of each execution has that applied a page. */
  pages: number[];
}

/** Runs the definition of campaigns on the offline engine, with these tasks in place of the functions. */
export async function runCampaign(
  tasks: Record<string, FakeTask> = {},
  input: unknown = campaignEvent,
): Promise<CampaignRun> {
  const called: string[] = [];
  const payloads: CampaignRun['payloads'] = new Map();
  const all = { ...campaignTasks, ...tasks };
  const workflow = createWorkflow({
    definition: deployed('campaign'),
    timeScale: TIME_SCALE,
    mapServices: bucket,
    runTask: async (_resource, input, { stateName, taskToken }) => {
      const task = all[stateName];
      if (!task) throw new Error(`the test has no task ${stateName}`);
      const payload = Object(input);
      payloads.set(stateName, [...(payloads.get(stateName) ?? []), payload]);
      called.push(payload.page === undefined ? stateName : `${stateName} ${payload.page}`);
      return task(payload, () => workflow.sendTaskSuccess(taskToken ?? '', '{}'));
    },
  });
  const { status, error } = await workflow.start('campaign-1', input).ended;
  const [applied] = workflow.mapRuns.ofExecution('campaign-1').filter(({ plan }) => plan.label === 'Apply');
  const pages = applied?.inOrder.map(({ execution }) => execution.history.events.length) ?? [];
  return { status, error, called, payloads, pages };
}
