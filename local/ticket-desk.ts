import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StandIn } from 'embedded-aws/endpoint/stand-in.ts';
import { parseJson } from 'embedded-aws/json.ts';
import type { TicketCall } from './ticket-call.ts';
import { ticketPage } from './ticket-page.ts';

/** Stands in for the ticket systems that the service writes back to: accepts every call, and shows them all. */
export class TicketDesk implements StandIn {
  /** The ticket systems' URLs in `serverless.yml`, for the stage `local`. */
  readonly url = 'https://tickets.local/';
  readonly path = '/_local/tickets';
  readonly #calls: TicketCall[] = [];

  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method, url = '', headers } = request;
    const isList = method === 'GET' && new URL(url, 'http://localhost').pathname === this.path;
    if (!isList) {
      this.#receive(request, body);
      respondJson(response, 201, {});
    } else if (headers.accept?.includes('text/html')) respondPage(response, ticketPage(this.#calls));
    else respondJson(response, 200, this.#calls);
  }

  #receive({ method = '', url = '', headers }: IncomingMessage, body: Buffer): void {
    const text = body.toString();
    const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    this.#calls.push({
      at: new Date().toISOString(),
      method,
      path: url.slice(this.path.length),
      headers: Object.fromEntries(plain),
      body: (parseJson(text) ?? { value: text }).value,
    });
  }
}

function respondJson(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function respondPage(response: ServerResponse, page: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(page);
}
