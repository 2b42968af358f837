/**
 * Draws the state machine into the README: a Mermaid diagram and a table of its states, both from the definition.
 * `npm run picture` writes them; with `--check` it only tells whether they are up to date.
 */
import { readFile, writeFile } from 'node:fs/promises';

interface State {
  Type: string;
  Comment: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string; StringEquals?: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  ItemProcessor?: { StartAt: string; States: Record<string, State> };
}

interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

/** Where nearly every state leads after an error that it does not name; drawn, these arrows would hide the rest. */
const USUAL_CATCH = { error: 'States.ALL', next: 'RecordOutcome' };

const README = new URL('../README.md', import.meta.url);
const definition: Machine = JSON.parse(await readFile(new URL('./change-request.asl.json', import.meta.url), 'utf8'));
const readme = await readFile(README, 'utf8');
const drawn = withSection(withSection(readme, 'picture', picture(definition)), 'states', table(definition));

if (!process.argv.includes('--check')) await writeFile(README, drawn);
else if (drawn !== readme) {
  console.error('README.md does not show the state machine as it is: run `npm run picture`.');
  process.exitCode = 1;
}

/** The text with what stands between the section's two marks replaced. */
function withSection(text: string, section: string, content: string): string {
  const marks = new RegExp(`(<!-- ${section}:begin -->)[\\s\\S]*(<!-- ${section}:end -->)`);
  if (!marks.test(text)) throw new Error(`README.md has no marks for the section ${section}`);
  return text.replace(marks, (_, begin: string, end: string) => `${begin}\n${content}\n${end}`);
}

function picture({ StartAt, States }: Machine): string {
  const lines = Object.entries(States).flatMap(([name, state]) => [...boxes(name, state), ...arrows(name, state)]);
  return [
    '```mermaid',
    'flowchart TD',
    ...[`start([event]) --> ${StartAt}`, ...lines].map((line) => `  ${line}`),
    '```',
  ].join('\n');
}

/** A choice is a diamond, an end is round, a Map is drawn around its own states. */
function boxes(name: string, { Type, ItemProcessor }: State): string[] {
  if (Type === 'Choice') return [`${name}{${name}?}`];
  if (Type === 'Succeed' || Type === 'Fail') return [`${name}([${name}])`];
  if (!ItemProcessor) return [];
  const inner = Object.entries(ItemProcessor.States);
  const lines = inner.flatMap(([state, ofState]) => [state, ...arrows(state, ofState)]);
  return [`subgraph ${name}`, ...lines.map((line) => `  ${line}`), 'end'];
}

function arrows(name: string, { Next, Default, Choices = [], Catch = [] }: State): string[] {
  const errors = Catch.filter(
    ({ ErrorEquals, Next: next }) => !(ErrorEquals.includes(USUAL_CATCH.error) && next === USUAL_CATCH.next),
  );
  return [
    ...(Next ? [`${name} --> ${Next}`] : []),
    ...Choices.map(({ Next: next, StringEquals }) => arrow(name, StringEquals ?? 'yes', next)),
    ...(Default ? [arrow(name, Choices.some(({ StringEquals }) => StringEquals) ? 'otherwise' : 'no', Default)] : []),
    ...errors.map(({ ErrorEquals, Next: next }) => arrow(name, ErrorEquals.map(errorLabel).join('<br>'), next)),
  ];
}

function errorLabel(error: string): string {
  return error === USUAL_CATCH.error ? 'any other error' : error.replace('States.', '');
}

function arrow(from: string, label: string, to: string): string {
  return `${from} -- ${label} --> ${to}`;
}

function table({ States }: Machine): string {
  const rows = Object.entries(States).flatMap(([name, state]) => [
    row(name, state),
    ...Object.entries(state.ItemProcessor?.States ?? {}).map(([inner, ofInner]) => row(inner, ofInner)),
  ]);
  return ['| state | kind | why |', '|---|---|---|', ...rows].join('\n');
}

function row(name: string, { Type, Comment }: State): string {
  return `| \`${name}\` | ${Type} | ${Comment} |`;
}
