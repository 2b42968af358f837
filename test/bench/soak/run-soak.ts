import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { connect } from '../../../cli/aws/connect.ts';
import { settingsOf } from '../../../cli/aws/settings.ts';
import { readTable, recordFindings, recordIn } from '../../fuzz/checks/records.ts';
import { Requester, until } from '../../integration/requester.ts';
import { findFreePorts } from '../../integration/stack.ts';
import { account } from './accounting.ts';
import { countCalls } from './calls-seen.ts';
import { readDeadLetters, replayDeadLetters } from './dead-letters.ts';
import { readExecutions } from './ended-executions.ts';
import { checkLedger } from './ledger.ts';
import { heldLocks } from './locks.ts';
import { Mailbox } from './mailbox.ts';
import type { SoakResult } from './report.ts';
import { settle } from './settle.ts';
import { SoakStack, type SoakStackOptions } from './soak-stack.ts';
import { makeTraffic } from './traffic.ts';
import type { Accepted, World } from './world.ts';

export interface SoakOptions extends Omit<SoakStackOptions, 'ports'> {
  minutes: number;
  timeScale: number;
}

const MINUTES_PER_KILL = 5;

/** Errors of the language: code that met what its author did not expect. */
const CRASH = /Invoke Error.*"errorType":"(TypeError|RangeError|ReferenceError|SyntaxError|URIError|Error)"/;
const KILLED = /Invoke Error.*"errorType":"Runtime\.ExitError"/;

/** Makes traffic while everything fails now and then, waits for the end of everything, and checks what is left. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { minutes, timeScale } = options;
  const stack = await SoakStack.start({ ...options, ports: await findFreePorts() });
  const accepted: Accepted[] = [];
  const world = makeWorld(stack, accepted);
  try {
    await stack.injectFaults();
    const { seen: calls, stop } = countCalls(stack);
    const stackKills = Math.max(1, Math.floor(minutes / MINUTES_PER_KILL));
    const traffic = await makeTraffic(world, { minutes, stackKills });
    await stop();
    const stuck = await settle(world);
    const deadLetters = await readDeadLetters(world);
    await replayDeadLetters(world);
    const left = [...(await settle(world)), ...stuck];
    const checked = await check(world, accepted);
    return {
      minutes,
      timeScale,
      calls,
      stackKills: traffic.stackKills,
      functionKills: stack.logs.filter((line) => KILLED.test(line)).length,
      deadLetters,
      lives: stack.lives,
      account: checked.account,
      ledger: checked.ledger,
      findings: [
        ...traffic.problems,
        ...left,
        ...checked.findings,
        ...deadLetters
          .filter(({ isExplained }) => !isExplained)
          .map(({ what }) => `dead letters without a reason: ${what}`),
        ...stack.logs.filter((line) => CRASH.test(line)),
      ],
    };
  } finally {
    await world.mailbox.stop();
    await stack.stop();
  }
}

function makeWorld(stack: SoakStack, accepted: Accepted[]): World {
  const { client } = stack.current;
  // The clients of the command line read the endpoint for themselves.
  process.env['AWS_ENDPOINT_URL'] = client.endpoint;
  return {
    stack,
    user: new Requester(stack.current),
    bus: new EventBridgeClient(client),
    cli: { aws: connect(settingsOf(undefined, process.env)), endpoint: client.endpoint },
    mailbox: new Mailbox(stack),
    accept: (one) => void accepted.push(one),
  };
}

async function check(world: World, accepted: Accepted[]) {
  const halfDone = await recordFindings(world.stack.current);
  // What a killed function has locked stays locked until its lease ends.
  await until('the end of all leases', async () => ((await heldLocks(world)).length === 0 ? true : undefined)).catch(
    () => {},
  );
  const records = (await readTable(world.stack.current)).flatMap(recordIn);
  const found = account(accepted, records, await readExecutions(world));
  const ledger = await checkLedger(world, records);
  const left = await readDeadLetters(world);
  return {
    account: found,
    ledger,
    findings: [
      ...found.missing,
      ...halfDone.map(({ what }) => what),
      ...ledger.findings,
      ...(await heldLocks(world)),
      ...left.map(({ what, count }) => `${count} dead letters are left after the replay: ${what}`),
    ],
  };
}
