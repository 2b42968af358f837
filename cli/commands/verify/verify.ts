import { Command } from 'commander';
import { verifyChain } from '../../../functions/domain/approval/verification.ts';
import { isRequestKey } from '../../../functions/domain/request/request-key.ts';
import { RefusedError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { type RequestName, requestIdArgument, requestIdOf } from '../../input/request-id.ts';
import { type CheckedChain, chainDocument } from '../../output/chain-document.ts';
import { chainReport } from '../../output/chain-report.ts';
import { existingRequest, findKey } from '../find-request.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { gatherEvidence } from './gather-evidence.ts';

const EXAMPLES = `
Examples:
  $ contacts verify cli-mgx0k2fz-7d1q
  $ contacts verify jira/jira-OPS-42-10124    # also finds a request whose record is gone
  $ contacts verify cli-mgx0k2fz-7d1q --json | jq '.links[] | select(.state == "broken")'

The exit code is 0 if nothing is broken, and 1 otherwise.`;

export function verifyCommand(perform: Perform): Command {
  return new Command('verify')
    .description('check that what was applied is what was approved: request, plan, votes, changes')
    .addArgument(requestIdArgument())
    .addHelpText('after', EXAMPLES)
    .action((name: RequestName, _options: object, command: Command) =>
      perform(command, (session) => verify(session, name)),
    );
}

async function verify(session: Session, name: RequestName): Promise<ExitCode> {
  const checked = (await checkedChain(session, name)) ?? (await withoutChain(session, name));
  const document = chainDocument(checked);
  printResult(session, document, () => chainReport(checked, session.terminal));
  return document.holds ? 0 : 1;
}

async function checkedChain(session: Session, name: RequestName): Promise<CheckedChain | undefined> {
  const key = await findKey(session, name);
  if (!key) return undefined;
  try {
    const verified = await gatherEvidence(session.aws, key);
    if (!verified) return undefined;
    const { record } = verified;
    return { requestId: requestIdOf(key), requestKey: key, ...(record && { record }), links: verifyChain(verified) };
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    throw new RefusedError(
      `what is stored about ${name} is not in the form in which the service stores it, so somebody has altered it (${cause.message})`,
    );
  }
}

/** A request that was not registered: it is too young, or INVALID. */
async function withoutChain(session: Session, name: RequestName): Promise<CheckedChain> {
  try {
    const { status } = await existingRequest(session, name);
    return { requestId: requestIdOf(name), status, links: [] };
  } catch (error) {
    if (!(error instanceof RefusedError) || isRequestKey(name)) throw error;
    throw new RefusedError(`${error.message}. If its record is gone, name it <system>/${name}`);
  }
}
