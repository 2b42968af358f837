/**
 * Draws each state machine into the page that is about it: a Mermaid diagram and a table of its states, both from the definition.
 * `npm run picture` writes them; with `--check` it only says whether they are up to date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import {
  type Choice,
  type Machine,
  type MachineName,
  machines,
  type NamedState,
  type State,
  statesOf,
} from './definition.ts';

/** Where nearly every state goes after an error that it doesn't name; these arrows would hide the rest. */
const USUAL_CATCH = { error: 'States.ALL', next: 'RecordOutcome' };

/** Where the picture of each state machine is. */
const DRAWN_IN: Record<MachineName, string> = {
  'change-request': 'docs/workflow.md',
  campaign: 'docs/campaigns.md',
  sweep: 'docs/organization.md',
};

for (const [path, machine] of Object.entries(DRAWN_IN).map(
  ([name, path]) => [path, machines[name as MachineName]] as const,
)) {
  const file = new URL(`../${path}`, import.meta.url);
  const text = await readFile(file, 'utf8');
  const drawn = withSection(withSection(text, 'picture', picture(machine)), 'states', table(machine));
  if (!process.argv.includes('--check')) await writeFile(file, drawn);
  else if (drawn !== text) {
    console.error(`${path} shows an old state machine: run \`npm run picture\`.`);
    process.exitCode = 1;
  }
}

/** The text with new content between the section's two marks. */
function withSection(text: string, section: string, content: string): string {
  const marks = new RegExp(`(<!-- ${section}:begin -->)[\\s\\S]*(<!-- ${section}:end -->)`);
  if (!marks.test(text)) throw new Error(`there are no marks for the section ${section}`);
  return text.replace(marks, (_, begin: string, end: string) => `${begin}\n${content}\n${end}`);
}

function picture({ StartAt, States }: Machine): string {
  const lines = Object.entries(States).flatMap(([name, state]) => [...boxes(name, state), ...arrows(name, state)]);
  return [
    '```mermaid',
    'flowchart TD',
    ...[`start([start]) --> ${StartAt}`, ...lines].map((line) => `  ${line}`),
    '```',
  ].join('\n');
}

/** A Choice is a diamond, an end is round, a Map is a box around its own states. */
function boxes(name: string, { Type, ItemProcessor }: State): string[] {
  if (Type === 'Choice') return [`${name}{${name}?}`];
  if (Type === 'Succeed' || Type === 'Fail') return [`${name}([${name}])`];
  if (!ItemProcessor) return [];
  const inner = Object.entries(ItemProcessor.States);
  const lines = inner.flatMap(([state, ofState]) => {
    const drawn = boxes(state, ofState);
    return [...(drawn.length > 0 ? drawn : [state]), ...arrows(state, ofState)];
  });
  return [`subgraph ${name}`, ...lines.map((line) => `  ${line}`), 'end'];
}

function arrows(name: string, { Next, Default, Choices = [], Catch = [] }: State): string[] {
  const errors = Catch.filter(
    ({ ErrorEquals, Next: next }) => !(ErrorEquals.includes(USUAL_CATCH.error) && next === USUAL_CATCH.next),
  );
  return [
    ...(Next ? [`${name} --> ${Next}`] : []),
    ...Choices.map((choice) => arrow(name, labelOf(choice) ?? 'yes', choice.Next)),
    ...(Default ? [arrow(name, Choices.some(labelOf) ? 'otherwise' : 'no', Default)] : []),
    ...errors.map(({ ErrorEquals, Next: next }) => arrow(name, ErrorEquals.map(errorLabel).join('<br>'), next)),
  ];
}

/** A choice that is no plain yes says what it is. */
function labelOf({ Comment, StringEquals }: Choice): string | undefined {
  return Comment ?? StringEquals;
}

function errorLabel(error: string): string {
  return error === USUAL_CATCH.error ? 'any other error' : error.replace('States.', '');
}

function arrow(from: string, label: string, to: string): string {
  return `${from} -- ${label} --> ${to}`;
}

function table(machine: Machine): string {
  return ['| state | kind | why |', '|---|---|---|', ...statesOf(machine).map(row)].join('\n');
}

function row({ name, state }: NamedState): string {
  return `| \`${name}\` | ${state.Type} | ${state.Comment} |`;
}
