import { Command, Option } from 'commander';
import type { Aws } from './aws/connect.ts';
import { type Settings, settingsOf } from './aws/settings.ts';
import { baselineCommand } from './commands/baseline/baseline.ts';
import { cancelCommand } from './commands/cancel.ts';
import { deadLettersCommand } from './commands/dead-letters/dead-letters.ts';
import { exportCommand } from './commands/export/export.ts';
import { listCommand } from './commands/list.ts';
import { planCommand } from './commands/plan/plan.ts';
import { policyCommand } from './commands/policy/policy.ts';
import { reportCommand } from './commands/report/report.ts';
import { requestCommand } from './commands/request/request.ts';
import { retryCommand } from './commands/retry/retry.ts';
import { revertCommand } from './commands/revert/revert.ts';
import type { Perform } from './commands/session.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { pauseCommand, resumeCommand } from './commands/steer.ts';
import { sweepCommand } from './commands/sweep/sweep.ts';
import { verifyCommand } from './commands/verify/verify.ts';
import type { ExitCode } from './exit-code.ts';
import { errorText, reportError } from './output/report-error.ts';
import type { Terminal } from './output/terminal.ts';
import manifest from './package.json' with { type: 'json' };

/** Everything outside the program that it works with. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  terminal: Terminal;
  connect(settings: Settings): Aws;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  readStdin(): Promise<Uint8Array>;
  /** Asks for a line on the terminal; `undefined` where stdin is none. */
  ask(question: string): Promise<string | undefined>;
}

interface GlobalOptions {
  stage?: string;
  json?: true;
}

const HELP = `
Settings:
  CONTACTS_STAGE, CONTACTS_REQUESTED_BY   instead of --stage and --requested-by
  AWS_PROFILE, AWS_REGION and others      as for every AWS SDK
  AWS_ENDPOINT_URL=http://localhost:4566  use the embedded AWS of \`npm start\`; needs nothing else

Examples:
  $ contacts request --file changes.csv --reason "The SOC moves" --requested-by jane@example.com --watch
  $ contacts list --status PENDING_APPROVAL
  $ contacts request --help`;

/** In the order in which the help lists them. */
const COMMANDS = [
  requestCommand,
  statusCommand,
  listCommand,
  verifyCommand,
  cancelCommand,
  pauseCommand,
  resumeCommand,
  retryCommand,
  revertCommand,
  showCommand,
  exportCommand,
  sweepCommand,
  planCommand,
  baselineCommand,
  reportCommand,
  policyCommand,
  deadLettersCommand,
];

/** Runs the command that was typed; `words` does not include the name of the program. */
export async function run(words: string[], surroundings: Surroundings): Promise<ExitCode> {
  let settings: Settings | undefined;
  let exitCode: ExitCode = 0;
  const perform: Perform = async (command, work) => {
    const { stage, json = false } = command.optsWithGlobals<GlobalOptions>();
    const chosen = settingsOf(stage, surroundings.environment);
    settings = chosen;
    exitCode = await work({
      ...surroundings,
      aws: surroundings.connect(chosen),
      stage: chosen.stage,
      serviceName: chosen.serviceName,
      explain: (error) => errorText(error, chosen),
      isJson: json,
      repeatedFlags: stage === undefined ? '' : ` --stage ${stage}`,
    });
  };
  const program = createProgram(perform, surroundings.terminal);
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    const typed = typedCommands(program, words);
    const help = ['contacts', ...typed, '--help'].join(' ');
    const { terminal } = surroundings;
    const code = reportError(error, { terminal, isJson: words.includes('--json'), settings, help });
    // There, 2 says that something differs.
    return typed[0] === 'plan' && code === 2 ? 1 : code;
  }
}

function createProgram(perform: Perform, terminal: Terminal): Command {
  const program = new Command('contacts')
    .description("Request, follow and revert changes to the alternate contacts of your organization's AWS accounts")
    .version(manifest.version)
    .addOption(new Option('--stage <stage>', 'the deployment to use (default: dev, or local with a local endpoint)'))
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.width, 100) })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      // Errors are reported in one place, which also knows about --json.
      writeErr: () => {},
    })
    .exitOverride();
  for (const make of COMMANDS) {
    program.addCommand(inheriting(make(perform), program));
  }
  return program;
}

/** A command that was made on its own has inherited nothing yet, and neither have its subcommands. */
function inheriting(command: Command, parent: Command): Command {
  for (const each of command.commands) inheriting(each, parent);
  return command.copyInheritedSettings(parent);
}

/** The names of the command that was typed, such as `['policy', 'explain']`. */
function typedCommands({ commands }: Command, words: string[]): string[] {
  const [typed] = words.flatMap((word) => commands.find((each) => each.name() === word) ?? []);
  if (!typed) return [];
  return [typed.name(), ...typedCommands(typed, words.slice(words.indexOf(typed.name()) + 1))];
}
