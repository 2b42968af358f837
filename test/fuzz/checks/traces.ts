import type { TestStack } from '../../integration/stack.ts';
import type { Finding } from '../finding.ts';
import { controlMarkersIn, markersIn, markupMarkersIn } from '../marker.ts';

const SHOWN_CHARACTERS = 300;

/** What inputs have left in logs, mails and comments. */
export async function traceFindings(stack: TestStack): Promise<Finding[]> {
  return [
    ...stack.logs.flatMap((line) => echoes(markersIn(line), `in a log line: ${line}`)),
    ...stack.logs.flatMap(crashes),
    ...(await stack.mails()).flatMap(({ subject, body: { text = '', html = '' } }) => [
      ...echoes(controlMarkersIn(subject), `in the subject of a mail: ${JSON.stringify(subject)}`),
      ...echoes(controlMarkersIn(text), `in the text of a mail: ${JSON.stringify(text)}`),
      ...echoes(
        [...markupMarkersIn(html), ...controlMarkersIn(html)],
        `in the HTML of a mail: ${JSON.stringify(html)}`,
      ),
    ]),
    ...(await stack.tickets()).flatMap(({ body }) =>
      echoes(markersIn(JSON.stringify(body)), `in a comment: ${JSON.stringify(body)}`),
    ),
  ];
}

function echoes(indexes: number[], what: string): Finding[] {
  return indexes.map((index) => {
    const at = Math.max(0, what.indexOf(`zq${index}x`) - SHOWN_CHARACTERS / 2);
    return { kind: 'raw echo', index, what: `${what.slice(0, 40)} … ${what.slice(at, at + SHOWN_CHARACTERS)}` };
  });
}

/** Errors of the language and of the runtime: code that met what its author did not expect. */
const UNFORESEEN =
  /"errorType":"(TypeError|RangeError|ReferenceError|SyntaxError|URIError|Error|Runtime\.\w+|Sandbox\.Timedout)"/;

function crashes(line: string): Finding[] {
  if (!line.includes('Invoke Error') || !UNFORESEEN.test(line)) return [];
  return [{ kind: 'crash', index: undefined, what: line.slice(0, SHOWN_CHARACTERS) }];
}
