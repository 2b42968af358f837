import type { Answer } from '../door.ts';
import type { Finding } from '../finding.ts';
import { controlMarkersIn, markersIn, markupMarkersIn } from '../marker.ts';

const SLOW_MILLISECONDS = 2_000;
const SHOWN_CHARACTERS = 200;

/** What is wrong with an answer. */
export function answerFindings(index: number, { status, contentType, body, milliseconds }: Answer): Finding[] {
  const shown = `${status} ${body.slice(0, SHOWN_CHARACTERS)}`;
  return [
    ...(status >= 500 ? [{ kind: '5xx', index, what: shown } as const] : []),
    ...(milliseconds > SLOW_MILLISECONDS
      ? [{ kind: 'slow', index, what: `${Math.round(milliseconds)} ms` } as const]
      : []),
    ...(repeats(contentType, body) ? [{ kind: 'raw echo', index, what: `in the answer: ${shown}` } as const] : []),
  ];
}

/** Pages and terminals may show what somebody wrote, as text. Programs get none of it: they would pass it on. */
function repeats(contentType: string, body: string): boolean {
  if (contentType === 'terminal') return controlMarkersIn(body).length > 0;
  const found = contentType.startsWith('text/html') ? [markupMarkersIn, controlMarkersIn] : [markersIn];
  return found.some((markers) => markers(body).length > 0);
}
