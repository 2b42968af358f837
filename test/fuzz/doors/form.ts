import fc from 'fast-check';
import { nonceIn } from '../../integration/requester.ts';
import { ask, type Door, type Target } from '../door.ts';
import { hostileText } from '../hostile-json.ts';
import { MARKER } from '../marker.ts';

interface FormInput {
  method: string;
  /** Of a link that exists, by its number; others are guessed. */
  link: number | string;
  /** What follows the link; a query is that of somebody whom the identity provider sends back. */
  place: string;
  contentType: string;
  fields: [string, string][];
  hasNonce: boolean;
}

const isFormInput = (input: unknown): input is FormInput => Array.isArray(Object(input).fields);

const field = fc.oneof(
  fc.tuple(fc.constant('decision'), fc.constantFrom('approve', 'reject')),
  fc.tuple(fc.constant('comment'), fc.constant('a comment')),
  fc.tuple(fc.constant('decision'), fc.oneof(fc.constantFrom('Approve', ''), hostileText)),
  fc.tuple(fc.constant('comment'), hostileText),
  fc.tuple(fc.constant('nonce'), hostileText),
  fc.tuple(hostileText, hostileText),
);

/** As the form sends them. */
const fields: fc.Arbitrary<[string, string][]> = fc
  .tuple(fc.constantFrom('approve', 'reject'), fc.oneof(fc.constant('a comment'), hostileText))
  .map(([decision, comment]) => [
    ['decision', decision],
    ['comment', comment],
  ]);

/** Whoever has a link, or guesses one. */
export const FORM_DOOR: Door = {
  name: 'form',
  inputs: fc.record({
    method: fc.oneof(
      { weight: 4, arbitrary: fc.constant('POST') },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'HEAD', 'PUT') },
    ),
    link: fc.oneof(
      { weight: 4, arbitrary: fc.nat() },
      {
        weight: 1,
        arbitrary: fc.oneof(hostileText, fc.constantFrom('x'.repeat(43), '', '%00', '..%2f', MARKER.repeat(400))),
      },
    ),
    place: fc.oneof(
      { weight: 6, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('/code', '/sign-in', `/${MARKER}`, `?state=${MARKER}&code=${MARKER}`) },
    ),
    contentType: fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/x-www-form-urlencoded') },
      { weight: 1, arbitrary: fc.constantFrom('application/json', 'multipart/form-data; boundary=x', 'text/plain') },
    ),
    fields: fc.oneof(fields, fc.array(field, { maxLength: 5 })),
    hasNonce: fc.boolean(),
  }),
  send: async (input, target) => {
    if (!isFormInput(input)) throw new Error('this is no form');
    const { method, contentType } = input;
    const url = urlOf(input, target);
    if (method === 'GET' || method === 'HEAD') return ask(url, { method });
    const nonce: [string, string][] = input.hasNonce ? [['nonce', nonceIn(await (await fetch(url)).text())]] : [];
    const body = new URLSearchParams([...input.fields.map(wellFormed), ...nonce]).toString();
    return ask(url, { method, headers: { 'content-type': contentType }, body });
  },
};

function urlOf({ link, place }: FormInput, { stack, links }: Target): string {
  if (place.startsWith('?')) return `${stack.httpApiUrl}/sign-in${place}`;
  const guessed = `${stack.httpApiUrl}/approvals/${encodeURIComponent(String(link).toWellFormed())}`;
  const existing = typeof link === 'number' ? links[link % links.length] : undefined;
  return `${existing ?? guessed}${place}`;
}

function wellFormed([name, value]: [string, string]): [string, string] {
  return [name.toWellFormed(), value.toWellFormed()];
}
