import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { currentTime, working } from '../clock/clock.ts';
import { isObject, parseJson, textAt } from '../json.ts';
import { findFreePort } from '../net/ports.ts';
import { FunctionInvocationError } from './invoker.ts';
import type { Pool } from './pool.ts';
import { DOOR_TOKEN_HEADER } from './pool-client.ts';

/** The way to the pool for the functions of the HTTP API, whose events come from another process. */
export interface PoolDoor {
  url: string;
  server: Server;
}

/**
 * Opens the door: `{ "run", "event" }` runs a function and answers its outcome; `{}` answers the time.
 * @param token what every call must carry
 */
export async function openPoolDoor(pool: Pool, token: string): Promise<PoolDoor> {
  const port = await findFreePort();
  const server = createServer(async (request, response) => {
    if (request.headers[DOOR_TOKEN_HEADER] !== token) return void response.writeHead(403).end();
    const answer = await answerOf(pool, await working(text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.keepAliveTimeout = 600_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port}/`, server };
}

async function answerOf(pool: Pool, body: string): Promise<object> {
  const question = parseJson(body)?.value;
  const name = isObject(question) ? textAt(question, 'run') : undefined;
  if (!isObject(question) || name === undefined) return { now: currentTime() };
  try {
    return await pool.run(name, question['event']);
  } catch (error) {
    if (!(error instanceof FunctionInvocationError)) throw error;
    return { functionError: { errorType: error.name, errorMessage: error.message } };
  }
}
