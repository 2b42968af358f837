import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TicketCall } from '../../../local/ticket-call.ts';
import { until } from '../requester.ts';
import type { TestStack } from '../stack.ts';
import { signedHeaders } from './sign.ts';

const PAYLOADS = join(import.meta.dirname, '../../fixtures/webhooks');

/** What the webhook was answered. */
interface Answer {
  status: number;
  body: { message?: string; requestId?: string; reasons?: { pointer: string; message: string }[] };
}

/** A webhook's body as the system of that name sends it. */
export function payload(name: string): string {
  return readFileSync(join(PAYLOADS, `${name}.json`), 'utf8');
}

/** A body of which the text is replaced wherever it stands. */
export function replaced(body: string, ...replacements: [string, string][]): string {
  return replacements.reduce((text, [from, to]) => text.replaceAll(from, to), body);
}

/** Sends a webhook, by default one that its source has signed. */
export async function send(
  stack: TestStack,
  path: string,
  body: string,
  headers: Record<string, string> = signedHeaders(path, body),
): Promise<Answer> {
  const response = await fetch(webhookUrl(stack, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** Sends a webhook that is accepted, and returns the id of its request. */
export async function request(stack: TestStack, source: string, body: string): Promise<string> {
  const answer = await send(stack, source, body);
  if (answer.status !== 202) throw new Error(JSON.stringify(answer));
  return answer.body.requestId ?? '';
}

export function webhookUrl({ httpApiUrl }: TestStack, path: string): string {
  return `${httpApiUrl}/webhooks/${path}`;
}

/** The calls of a ticket system's API on something below that path, once there are so many of them. */
export async function ticketCalls(stack: TestStack, path: string, count: number): Promise<TicketCall[]> {
  return until(`${count} calls of ${path}`, async () => {
    const calls = (await allTicketCalls(stack)).filter((call) => call.path.startsWith(path));
    return calls.length >= count ? calls : undefined;
  });
}

export async function allTicketCalls({ client }: TestStack): Promise<TicketCall[]> {
  return JSON.parse(await (await fetch(`${client.endpoint}/_local/tickets`)).text());
}

/** How many events the function that takes webhooks has put of what tickets ask for or take back. */
export async function ticketEvents(stack: TestStack): Promise<number> {
  const events = await stack.events();
  return events.filter(({ source }) => source === 'alternate-contacts.webhooks').length;
}
