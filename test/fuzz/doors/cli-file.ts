import fc from 'fast-check';
import { runCommand } from '../../integration/command-line.ts';
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
const CELLS = ['PUT', SOC.name, SOC.title, SOC.emailAddress, SOC.phoneNumber];

const SKELETON = {
  AccountId: ACCOUNT,
  AlternateContactType: 'OPERATIONS',
  EmailAddress: SOC.emailAddress,
  Name: SOC.name,
  PhoneNumber: SOC.phoneNumber,
  Title: SOC.title,
};
/** A file of AFT names no account. */
const ACCOUNT_OF_AFT = '222222222222';
const AFT_CONTACT = {
  'email-address': SOC.emailAddress,
  name: SOC.name,
  'phone-number': SOC.phoneNumber,
  title: SOC.title,
};

const cell = (usual: string) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: hostileText },
    { weight: 1, arbitrary: hostileText.map((text) => `"${text.replaceAll('"', '""')}"`) },
  );

const row = (type: string) => fc.tuple(cell(ACCOUNT), cell(type), ...CELLS.map(cell));

const csv = fc
  .record({
    separator: fc.constantFrom(',', ';', '\t'),
    header: fc.tuple(...COLUMNS.map(cell)),
    rows: fc.oneof(fc.tuple(row('OPERATIONS')), fc.tuple(row('OPERATIONS'), row('BILLING'))),
  })
  .map(({ separator, header, rows }) => [header, ...rows].map((cells) => cells.join(separator)).join('\r\n'));

const file = (format: string, text: fc.Arbitrary<string>) =>
  fc.record({
    requestId: fc.constant(`file-${NUMBER}`),
    format: fc.constant(format),
    text,
    reason: fc.oneof({ weight: 9, arbitrary: fc.constant('from a file') }, { weight: 1, arbitrary: hostileText }),
  });

/** A file for `contacts request --file`, which somebody else has made. */
export const CLI_FILE_DOOR: Door = {
  name: 'CLI file',
  inputs: fc.oneof(
    file('json', mutated([PUT])),
    file('csv', csv),
    file('aws-cli', mutated([SKELETON])),
    file('aft', mutated({ billing: AFT_CONTACT, security: AFT_CONTACT })),
    file('awsnolan', mutated({ results: [{ accountId: ACCOUNT, contact: SKELETON }] })),
    file('aws-samples', csv),
  ),
  send: async (input, { stack, aws }) => {
    if (!isFileInput(input)) throw new Error('this is no file');
    const startedAt = performance.now();
    const { status, output: body } = await runCommand(
      { aws, endpoint: stack.client.endpoint },
      wordsOf(input),
      input.text,
    );
    // Only an error that nobody has foreseen is shown with its stack.
    if (/\n {4}at /.test(body)) throw new Error(body);
    return { status, contentType: 'terminal', body, milliseconds: performance.now() - startedAt };
  },
};

function wordsOf({ requestId, format, reason }: FileInput): string[] {
  const account = format === 'aft' ? ['--account', ACCOUNT_OF_AFT] : [];
  const named = ['--request-id', requestId, '--requested-by', 'jane@example.com', '--reason', reason];
  return ['request', '--file', '-', '--format', format, ...account, ...named];
}
