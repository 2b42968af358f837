import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from '../json.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';

/** What `GET /_local/health` answers once everything serves. */
export interface Health {
  status: 'ready';
  stateMachineArn: string;
  eventBusName: string;
  httpApiUrl: string;
  inboxUrl: string;
}

/** What the control pages show and change. */
export interface Controlled {
  faults: Faults;
  calls: CallLog;
  /** Every event put on a bus. */
  events: unknown[];
  /** Nothing until the stack serves. */
  health: Health | undefined;
}

/** Answers the pages under `/_local/`, which AWS does not have. */
export function answerControl(
  controlled: Controlled,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) {
  const respond = (status: number, content: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  };
  switch (`${request.method} ${request.url?.split('?')[0]}`) {
    case 'GET /_local/health':
      return respond(controlled.health ? 200 : 503, controlled.health ?? { status: 'starting' });
    case 'GET /_local/calls':
      return respond(200, controlled.calls.calls);
    case 'GET /_local/events':
      return respond(200, controlled.events);
    case 'PUT /_local/faults':
      return replaceFaults(controlled.faults, body, respond);
    default:
      return respond(404, { message: `there is no ${request.method} ${request.url}` });
  }
}

function replaceFaults(faults: Faults, body: Buffer, respond: (status: number, content: unknown) => void): void {
  try {
    faults.replace(parseJson(body.toString())?.value);
    respond(200, {});
  } catch (error) {
    respond(400, { message: error instanceof Error ? error.message : String(error) });
  }
}
