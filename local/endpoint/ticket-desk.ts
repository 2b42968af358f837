import type { IncomingMessage } from 'node:http';
import { parseJson } from '../json.ts';

/** Where the ticket desk takes calls, and shows them. */
export const TICKET_DESK = '/_local/tickets';

/** A call that the ticket desk received. */
export interface TicketCall {
  at: string;
  method: string;
  /** With its query, below the desk's own address. */
  path: string;
  headers: Record<string, string>;
  /** The JSON value, or the text when it is no JSON. */
  body: unknown;
}

/** Stands for the ticket systems that the service writes back to: takes every call and keeps it. */
export class TicketDesk {
  readonly calls: TicketCall[] = [];

  /** Keeps a call. */
  receive({ method = '', headers }: IncomingMessage, path: string, body: Buffer): void {
    const text = body.toString();
    const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    this.calls.push({
      at: new Date().toISOString(),
      method,
      path,
      headers: Object.fromEntries(plain),
      body: (parseJson(text) ?? { value: text }).value,
    });
  }
}
