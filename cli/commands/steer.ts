import { Command, Option } from 'commander';
import type { SteeringAction } from '../../functions/domain/campaign/steering.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { isFinal } from '../../functions/domain/request/request.ts';
import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { stateWords } from '../../functions/wording/campaign.ts';
import { schemaReasons } from '../../functions/wording/reason.ts';
import { outcomeSentence } from '../../functions/wording/status.ts';
import validate, { type CampaignSteering } from '../../schemas/compiled/campaign-steering.js';
import { RefusedError, WrongChangesError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../input/request-id.ts';
import { SIGNER } from '../input/requester.ts';
import { standingText } from '../output/campaign-report.ts';
import { findRecord, unknownRequest } from './find-request.ts';
import { withCampaign } from './progress.ts';
import { type Perform, printResult, type Session } from './session.ts';

interface SteeringOptions {
  by?: string;
  comment?: string;
}

const EXAMPLES: Record<'pause' | 'resume', string> = {
  pause: `
Changes that have begun end; no other begins until somebody resumes the campaign. Its requester and its
approvers can pause and resume it.

Examples:
  $ contacts pause cli-mgx0k2fz-7d1q --comment "The SOC moves on Monday"`,
  resume: `
A campaign goes on after a pause, after its first changes, or after so many failures that it has stopped.

Examples:
  $ contacts resume cli-mgx0k2fz-7d1q --comment "The first five look right"
  $ contacts status cli-mgx0k2fz-7d1q --watch`,
};

export function pauseCommand(perform: Perform): Command {
  return steeringCommand(perform, 'pause', 'stop a campaign for now, between two changes');
}

export function resumeCommand(perform: Perform): Command {
  return steeringCommand(perform, 'resume', 'let a campaign go on');
}

/**
 * Pauses, resumes or cancels a campaign whose changes are being applied.
 * @throws RefusedError when it is not at that point, or the service refuses
 */
export async function steer(
  session: Session,
  record: RequestRecord,
  action: SteeringAction,
  { by, comment }: SteeringOptions,
): Promise<ExitCode> {
  const { requestId, source } = record.request;
  const { system } = source;
  const steering = { requestId, source: { system }, action, ...(comment !== undefined && { comment }) };
  await session.aws.steerCampaign(checked(steering, by));
  const latest = (await session.aws.readRecord(requestKeyOf(record.request))) ?? record;
  const found = await withCampaign(session, { status: latest.status, record: latest, reasons: [] });
  const { campaign } = found;
  const { progress } = campaign ?? {};
  const state = progress?.state;
  const whatWaits = progress?.state === 'canary' ? ` ${stateWords(progress).sentence}` : '';
  const document = { requestId, status: latest.status, ...(state !== undefined && { state }) };
  printResult(session, document, () => {
    const symbol = session.terminal.paint('green', '✓');
    return `${symbol} ${requestId} is ${latest.status}. ${standingText(found)}${whatWaits}${nextText(session, requestId, action)}`;
  });
  return 0;
}

function steeringCommand(perform: Perform, action: 'pause' | 'resume', description: string): Command {
  const who = 'e-mail address of who does it (default: the person who signs, if the service knows them)';
  return new Command(action)
    .description(description)
    .addArgument(requestIdArgument())
    .option('--comment <text>', 'why')
    .addOption(new Option('--by <email>', who).env('CONTACTS_REQUESTED_BY'))
    .addHelpText('after', EXAMPLES[action])
    .action((name: RequestName, options: SteeringOptions, command: Command) =>
      perform(command, async (session) => steer(session, await findCampaign(session, name), action, options)),
    );
}

/** @throws RefusedError when the request is no campaign, or its changes are not being applied. */
async function findCampaign(session: Session, name: RequestName): Promise<RequestRecord> {
  const record = await findRecord(session, name);
  if (!record) throw unknownRequest(name, session);
  const { request, status, applyingSince } = record;
  const requestId = requestIdOf(name);
  if (!request.changeSet) {
    throw new RefusedError(`${requestId} is no campaign: a request of so few changes is neither paused nor resumed`);
  }
  if (isFinal(status)) throw new RefusedError(`${requestId} has ended: it is ${status}. ${outcomeSentence(record)}`);
  if (applyingSince === undefined) {
    throw new RefusedError(`the changes of ${requestId} are not being applied yet: it is ${status}`);
  }
  return record;
}

function nextText({ repeatedFlags }: Session, requestId: string, action: SteeringAction): string {
  if (action === 'pause') return `\n\nLet it go on:\n  contacts resume ${requestId}${repeatedFlags}`;
  if (action === 'resume') return `\n\nFollow it:\n  contacts status ${requestId} --watch${repeatedFlags}`;
  return '';
}

function checked(steering: Omit<CampaignSteering, 'by'>, by: string | undefined) {
  const named = { ...steering, ...(by && { by }) };
  const draft: unknown = { by: SIGNER.requestedBy, ...named };
  if (validate(draft)) return named;
  throw new WrongChangesError(
    schemaReasons(validate.errors ?? []).map(({ pointer, message }) => `--${pointer.slice(1)} ${message}`),
  );
}
