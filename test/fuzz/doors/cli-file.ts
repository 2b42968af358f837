import fc from 'fast-check';
import { connect } from '../../../cli/aws/connect.ts';
import type { Terminal } from '../../../cli/output/terminal.ts';
import { run } from '../../../cli/program.ts';
import { SOC } from '../../integration/requester.ts';
import type { Door } from '../door.ts';
import { hostileText, mutated } from '../hostile-json.ts';
import { ACCOUNT, NUMBER } from '../marker.ts';

const PUT = { accountId: ACCOUNT, alternateContactType: 'OPERATIONS', action: 'PUT', contact: SOC };

interface FileInput {
  requestId: string;
  format: string;
  text: string;
  reason: string;
}

const isFileInput = (input: unknown): input is FileInput => typeof Object(input).format === 'string';

const COLUMNS = ['accountId', 'alternateContactType', 'action', 'name', 'title', 'emailAddress', 'phoneNumber'];
const CELLS = [ACCOUNT, 'OPERATIONS', 'PUT', SOC.name, SOC.title, SOC.emailAddress, SOC.phoneNumber];

const cell = (usual: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: hostileText },
    { weight: 1, arbitrary: hostileText.map((text) => `"${text.replaceAll('"', '""')}"`) },
  );

const csv = fc
  .record({
    separator: fc.constantFrom(',', ';', '\t'),
    header: fc.tuple(...COLUMNS.map(cell)),
    rows: fc.array(fc.tuple(...CELLS.map(cell)), { maxLength: 4 }),
  })
  .map(({ separator, header, rows }) => [header, ...rows].map((row) => row.join(separator)).join('\r\n'));

const file = (format: fc.Arbitrary<string>, text: fc.Arbitrary<string>) =>
  fc.record({
    requestId: fc.constant(`file-${NUMBER}`),
    format,
    text,
    reason: fc.oneof({ weight: 9, arbitrary: fc.constant('from a file') }, { weight: 1, arbitrary: hostileText }),
  });

/** A file for `contacts request --file`, which somebody else has made. */
export const CLI_FILE_DOOR: Door = {
  name: 'CLI file',
  inputs: fc.oneof(
    file(fc.constant('json'), mutated([PUT])),
    file(fc.constant('csv'), csv),
    file(fc.constantFrom('aws-cli', 'aft', 'awsnolan', 'aws-samples'), fc.oneof(mutated([PUT]), csv)),
  ),
  send: async (input, { stack }) => {
    if (!isFileInput(input)) throw new Error('this is no file');
    const output: string[] = [];
    const startedAt = performance.now();
    const words = ['request', '--file', '-', '--format', input.format, '--requested-by', 'jane@example.com'];
    const named = ['--request-id', input.requestId, '--reason', input.reason];
    const status = await run([...words, ...named], {
      environment: { AWS_ENDPOINT_URL: stack.client.endpoint },
      terminal: plainTerminal(output),
      connect,
      now: () => new Date(),
      sleep: () => Promise.resolve(),
      readStdin: async () => Buffer.from(input.text),
    });
    return { status, contentType: 'terminal', body: output.join('\n'), milliseconds: performance.now() - startedAt };
  },
};

/** Keeps what is printed; without colours, every control character in it is one of the file. */
function plainTerminal(output: string[]): Terminal {
  const print = (text: string) => void output.push(text);
  const spin = () => ({ say: () => {}, stop: () => {} });
  return {
    print,
    printError: print,
    paint: (_style, text) => text,
    width: 100,
    isInteractive: false,
    spin,
    progress: spin,
  };
}
