import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { connect } from '../../cli/aws/connect.ts';
import { settingsOf } from '../../cli/aws/settings.ts';
import { makeRequest, Requester, SOC } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';
import { webhookUrl } from '../integration/ticketing/sender.ts';
import { answerFindings } from './checks/answers.ts';
import { Executions } from './checks/executions.ts';
import { recordFindings } from './checks/records.ts';
import { traceFindings } from './checks/traces.ts';
import type { Door, Target } from './door.ts';
import { CLI_FILE_DOOR } from './doors/cli-file.ts';
import { EVENT_DOOR } from './doors/event.ts';
import { FORM_DOOR } from './doors/form.ts';
import { WEBHOOK_DOOR } from './doors/webhook.ts';
import type { Finding } from './finding.ts';
import { numbered } from './marker.ts';

const DOORS = [EVENT_DOOR, WEBHOOK_DOOR, FORM_DOOR, CLI_FILE_DOOR];

/** Inputs at a time: more of them would only wait for each other. */
const AT_A_TIME = 4;

/** Requests whose links the forms use: each is decided some time. */
const FORMS_PER_REQUEST = 20;

export interface FuzzOptions {
  stack: TestStack;
  /** The same seed makes the same inputs. */
  seed: number;
  count: number;
  /** Sends this one alone. */
  only?: number | undefined;
}

/** An input, as it was sent. */
export interface Sent {
  index: number;
  door: Door;
  input: unknown;
}

/** Sends random inputs to every way in, and names what came of it that must not. */
export async function fuzz({ stack, seed, count, only }: FuzzOptions): Promise<{ findings: Finding[]; sent: Sent[] }> {
  const sent = inputsOf(seed, count).filter(({ index }) => only === undefined || index === only);
  const links = await makeLinks(stack, Math.ceil(count / DOORS.length / FORMS_PER_REQUEST));
  const findings = await sendAll(sent, { ...clientsOf(stack), stack, links });
  const halfDone = await recordFindings(stack);
  return {
    findings: [...findings, ...halfDone, ...(await new Executions(stack).findings()), ...(await traceFindings(stack))],
    sent,
  };
}

function clientsOf({ client }: TestStack): Pick<Target, 'eventBridge' | 'aws'> {
  // The clients of the command line read the endpoint for themselves.
  process.env['AWS_ENDPOINT_URL'] = client.endpoint;
  return {
    eventBridge: new EventBridgeClient({ ...client, maxAttempts: 1 }),
    aws: connect(settingsOf(undefined, process.env)),
  };
}

/** The doors take turns. */
function inputsOf(seed: number, count: number): Sent[] {
  const perDoor = Math.ceil(count / DOORS.length);
  const inputs = DOORS.map((door) => fc.sample(door.inputs, { seed, numRuns: perDoor }));
  return Array.from({ length: count }, (_, index) => {
    const number = index % DOORS.length;
    const [door = EVENT_DOOR, given] = [DOORS[number], inputs[number]?.[Math.floor(index / DOORS.length)]];
    return { index, door, input: JSON.parse(numbered(JSON.stringify(given), index)) };
  });
}

async function sendAll(all: Sent[], target: Target): Promise<Finding[]> {
  const findings: Finding[] = [];
  const queue = [...all];
  const sender = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      findings.push(...(await send(next, target)));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, sender));
  return findings;
}

async function send({ index, door, input }: Sent, target: Target): Promise<Finding[]> {
  try {
    const findings = answerFindings(index, await door.send(input, target));
    // A function that starts, or a machine that is busy with something else, is slow with anything: what is slow again counts.
    const isSlow = findings.some(({ kind }) => kind === 'slow');
    return isSlow ? answerFindings(index, await door.send(input, target)) : findings;
  } catch (error) {
    return [{ kind: 'crash', index, what: error instanceof Error ? `${error.name}: ${error.stack}` : String(error) }];
  }
}

/** Requests that wait, each with the links of its approvers and of its requester. */
async function makeLinks(stack: TestStack, count: number): Promise<string[]> {
  const user = new Requester(stack);
  const requests = Array.from({ length: count }, (_, index) =>
    makeRequest({
      requestedBy: `requester-${index}@example.com`,
      changes: [
        { accountId: String(900_000_001_000 - index), alternateContactType: 'SECURITY', action: 'PUT', contact: SOC },
      ],
    }),
  );
  for (const request of requests) await user.put(request);
  const links: string[] = [];
  for (const [index, { requestId, requestedBy }] of requests.entries()) {
    links.push(await user.link(requestId));
    // On the requester's page, a form ends the request.
    if (index % 3 === 0) links.push(await user.requestLink(requestId, requestedBy));
  }
  // The first call of a function starts it.
  for (const link of links) await fetch(link);
  for (const link of links.slice(0, 2)) {
    for (const place of ['', '/code', '/sign-in']) await fetch(`${link}${place}`, { method: 'POST' });
  }
  await Promise.all(['jira', 'zendesk'].map((source) => fetch(webhookUrl(stack, source), { method: 'POST' })));
  return links;
}
