import type { ModelledClock } from '../clock/modelled-clock.ts';
import { isObject, parseJson } from '../json.ts';
import type { Scripts } from '../lambda/scripts.ts';

/** Answers a request with JSON. */
export type Respond = (status: number, content: unknown) => void;

/** What is controlled where time is modelled. */
export interface ModelledControls {
  clock: ModelledClock;
  /** Nothing unless the stack may run scripts. */
  scripts: Scripts | undefined;
}

/** Whether a page is there only where time is modelled. */
export function isModelledPage(method: string | undefined, path: string): boolean {
  return path.startsWith('/_local/scripts') || (method === 'PUT' && path === '/_local/clock');
}

/**
 * The pages of the clock, whose speed `PUT` changes, and of scripts: `POST` starts one, `GET` shows all, and `DELETE` with its
 * id ends one.
 * @param route method and path
 */
export function answerModelled(controls: ModelledControls, route: string, body: Buffer, respond: Respond): void {
  const { clock, scripts } = controls;
  const [, id] = /^DELETE \/_local\/scripts\/([\w-]+)$/.exec(route) ?? [];
  if (route === 'PUT /_local/clock') changeSpeed(clock, body, respond);
  else if (!scripts) respond(404, { message: 'this stack runs no scripts' });
  else if (id !== undefined) void scripts.end(id).then((isKnown) => respond(isKnown ? 200 : 404, {}));
  else if (route === 'GET /_local/scripts') respond(200, scripts.runs);
  else if (route === 'POST /_local/scripts') start(scripts, body, respond);
  else respond(404, { message: `there is no ${route}` });
}

function changeSpeed(clock: ModelledClock, body: Buffer, respond: Respond): void {
  const asked = parseJson(body.toString())?.value;
  const speed = isObject(asked) ? asked['speed'] : undefined;
  if (typeof speed !== 'number' || speed < 0) {
    respond(400, { message: 'speed must be a number from 0 on: {"speed":0}' });
    return;
  }
  clock.speed = speed;
  respond(200, {});
}

function start(scripts: Scripts, body: Buffer, respond: Respond): void {
  const asked = parseJson(body.toString())?.value;
  const { module, data } = { module: '', data: undefined, ...(isObject(asked) ? asked : {}) };
  try {
    respond(202, { id: scripts.start(String(module), data) });
  } catch (error) {
    respond(400, { message: error instanceof Error ? error.message : String(error) });
  }
}
