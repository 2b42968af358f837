import { isObject, parseJson } from '../json.ts';
import type { Scripts } from '../lambda/scripts.ts';

/** Answers a request with JSON. */
export type Respond = (status: number, content: unknown) => void;

/**
 * The pages of scripts: `POST` starts one, `GET` shows all, and `DELETE` with its id ends one.
 * @param route method and path
 */
export function answerScripts(scripts: Scripts, route: string, body: Buffer, respond: Respond): void {
  const [, id] = /^DELETE \/_local\/scripts\/([\w-]+)$/.exec(route) ?? [];
  if (id !== undefined) void scripts.end(id).then((isKnown) => respond(isKnown ? 200 : 404, {}));
  else if (route === 'GET /_local/scripts') respond(200, scripts.runs);
  else if (route === 'POST /_local/scripts') start(scripts, body, respond);
  else respond(404, { message: `there is no ${route}` });
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
