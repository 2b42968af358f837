import { Command, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { Aws } from './aws/connect.ts';
import { cancelCommand } from './cancel.ts';
import { listCommand } from './list.ts';
import { policyCommand } from './policy.ts';
import { reportError } from './report-error.ts';
import { requestCommand } from './request.ts';
import { retryCommand } from './retry.ts';
import { revertCommand } from './revert.ts';
import type { ExitCode, Perform } from './session.ts';
import { type Settings, settingsOf } from './settings.ts';
import { showCommand } from './show.ts';
import { statusCommand } from './status.ts';
import type { Terminal } from './terminal.ts';

/** What the program is given from outside. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  terminal: Terminal;
  connect(settings: Settings): Aws;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  readStdin(): Promise<Uint8Array>;
}

interface GlobalOptions {
  stage?: string;
  json?: true;
}

const HELP = `
Settings:
  CONTACTS_STAGE, CONTACTS_REQUESTED_BY   instead of --stage and --requested-by
  AWS_PROFILE, AWS_REGION and others      as the AWS SDK knows them
  AWS_ENDPOINT_URL=http://localhost:4566  the embedded AWS of \`npm start\`; needs nothing else

Examples:
  $ contacts request --file changes.csv --reason "The SOC moves" --requested-by jane@example.com --watch
  $ contacts list --status PENDING_APPROVAL
  $ contacts request --help`;

/** In the order of the help. */
const COMMANDS = [
  requestCommand,
  statusCommand,
  listCommand,
  cancelCommand,
  retryCommand,
  revertCommand,
  showCommand,
  policyCommand,
];

/** Runs the command that was typed; `words` do not name the program itself. */
export async function run(words: string[], surroundings: Surroundings): Promise<ExitCode> {
  let settings: Settings | undefined;
  let exitCode: ExitCode = 0;
  const perform: Perform = async (command, work) => {
    const { stage, json = false } = command.optsWithGlobals<GlobalOptions>();
    settings = settingsOf(stage, surroundings.environment);
    exitCode = await work({
      ...surroundings,
      aws: surroundings.connect(settings),
      stage: settings.stage,
      isJson: json,
      repeatedFlags: stage === undefined ? '' : ` --stage ${stage}`,
    });
  };
  const program = createProgram(perform, surroundings.terminal);
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    const help = ['contacts', ...typedCommands(program, words), '--help'].join(' ');
    const { terminal } = surroundings;
    return reportError(error, { terminal, isJson: words.includes('--json'), settings, help });
  }
}

function createProgram(perform: Perform, terminal: Terminal): Command {
  const program = new Command('contacts')
    .description("Governed changes to the alternate contacts of your organization's AWS accounts")
    .version(manifest.version)
    .addOption(new Option('--stage <stage>', 'the deployment to talk to (default: dev, or local at a local endpoint)'))
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.width, 100) })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      // Errors are reported in one place, where JSON is known of.
      writeErr: () => {},
    })
    .exitOverride();
  for (const make of COMMANDS) {
    program.addCommand(inheriting(make(perform), program));
  }
  return program;
}

/** A command that was made on its own has not inherited anything, and neither have its own commands. */
function inheriting(command: Command, parent: Command): Command {
  for (const each of command.commands) inheriting(each, parent);
  return command.copyInheritedSettings(parent);
}

/** The names of the command that was typed: `['policy', 'explain']`. */
function typedCommands({ commands }: Command, words: string[]): string[] {
  const typed = commands.find((each) => words.includes(each.name()));
  return typed ? [typed.name(), ...typedCommands(typed, words)] : [];
}
