import type { IncomingMessage, ServerResponse } from 'node:http';
import { currentTime } from '../clock/clock.ts';
import type { CompactList } from '../compact-list.ts';
import { parseJson } from '../json.ts';
import type { EndThreads } from '../lambda/invoker.ts';
import type { SendingAccount } from '../mail/sending-account.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import { answerModelled, isModelledPage, type ModelledControls, type Respond } from './modelled-pages.ts';
import { type StandIn, standInAt } from './stand-in.ts';

/** What `GET /_local/health` answers once everything serves. */
export interface Health {
  status: 'ready';
  stateMachineArn: string;
  eventBusName: string;
  httpApiUrl: string;
  inboxUrl: string;
}

export interface Controlled {
  faults: Faults;
  calls: CallLog;
  standIns: StandIn[];
  /** What SES lets the account send. */
  sendingAccount: SendingAccount;
  /** Every event put on a bus. */
  events: CompactList<unknown>;
  /** Set when time is modelled. */
  modelled: ModelledControls | undefined;
  /** Ends the threads of functions, by their names. */
  endThreads: EndThreads;
  /** Nothing until the stack serves. */
  health: Health | undefined;
}

/** Answers the pages under `/_local/`, which AWS doesn't have. */
export function answerControl(
  controlled: Controlled,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) {
  const respond: Respond = (status, content) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  };
  const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://localhost');
  // A client that polls can skip what it has seen.
  const from = Number(searchParams.get('from') ?? 0);
  const owner = searchParams.get('owner') ?? undefined;
  const standIn = standInAt(controlled.standIns, path);
  if (standIn) return standIn.answer(request, body, response);
  if (controlled.modelled && isModelledPage(request.method, path)) {
    return answerModelled(controlled.modelled, `${request.method} ${path}`, body, respond);
  }
  switch (`${request.method} ${path}`) {
    case 'GET /_local/health':
      return respond(controlled.health ? 200 : 503, controlled.health ?? { status: 'starting' });
    case 'GET /_local/calls':
      return respond(200, controlled.calls.from(from, searchParams.get('service') ?? undefined));
    case 'GET /_local/events':
      return respond(200, controlled.events.from(from));
    case 'GET /_local/clock':
      return respond(200, { now: currentTime() });
    case 'PUT /_local/faults':
      return replaceSettings(() => controlled.faults.replace(parseJson(body.toString())?.value, owner), respond);
    case 'PUT /_local/mail-account':
      return replaceSettings(() => controlled.sendingAccount.replace(parseJson(body.toString())?.value), respond);
    case 'POST /_local/kills':
      return void controlled.endThreads(searchParams.get('function') ?? '*').then(
        (ended) => respond(200, ended),
        (error: unknown) => respond(500, { message: String(error) }),
      );
    default:
      return respond(404, { message: `there is no ${request.method} ${request.url}` });
  }
}

function replaceSettings(replace: () => void, respond: Respond): void {
  try {
    replace();
    respond(200, {});
  } catch (error) {
    respond(400, { message: error instanceof Error ? error.message : String(error) });
  }
}
