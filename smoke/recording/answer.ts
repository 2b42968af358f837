import { isObject, parseJson, textAt } from 'embedded-aws/json.ts';
import type { RawAnswer } from './listen.ts';
import type { Scrubber } from './scrubber.ts';
import { shapeOf } from './shape.ts';
import type { Recorded } from './transcript.ts';

/** The headers of pages that say something about the service. */
const PAGE_HEADERS = [
  'cache-control',
  'content-security-policy',
  'content-type',
  'location',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
];

/** Fields of the APIs that the scenario calls whose texts are names. */
const NAMES = ['ErrorCode', 'reason', 'redriveStatus', 'status'];

/** What an API of AWS answered: its status, for an error the name and the words, and the shape of the rest. */
export function recordedCall({ status, headers, body }: RawAnswer, scrubber: Scrubber): Recorded {
  const content = parseJson(body)?.value;
  const shape = shapeOfBody(body, scrubber);
  if (status < 400) return { status, shape };
  const fields = isObject(content) ? content : {};
  return {
    status,
    error: errorName(headers['x-amzn-errortype'] ?? textAt(fields, '__type') ?? ''),
    message: scrubber.scrub(textAt(fields, 'message') ?? textAt(fields, 'Message') ?? ''),
    shape,
  };
}

/** What the HTTP API answered: its status, the headers that matter, and JSON as a shape with its message. */
export function recordedPage({ status, headers, body }: RawAnswer, scrubber: Scrubber): Recorded {
  const kept = PAGE_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, scrubber.scrub(value)]];
  });
  const content = parseJson(body)?.value;
  const message = isObject(content) ? textAt(content, 'message') : undefined;
  return {
    status,
    headers: Object.fromEntries(kept),
    ...(isObject(content) && { body: shapeOf(content, { keyOf: (key) => scrubber.scrub(key) }) }),
    ...(message !== undefined && { message: scrubber.scrub(message) }),
  };
}

function shapeOfBody(body: string, scrubber: Scrubber): Recorded {
  if (body === '') return 'nothing';
  const content = parseJson(body);
  return content ? shapeOf(content.value, { keyOf: (key) => scrubber.scrub(key), names: NAMES }) : 'text';
}

/** `com.amazonaws.service#NameException:http://…` is the error `NameException`. */
function errorName(type: string): string {
  return /(?:^|#)([\w.]+)(?::|$)/.exec(type)?.[1] ?? type;
}
