import type { WriteStream } from 'node:tty';
import ora from 'ora';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Text in a style, or unchanged where colours are off. */
export type Paint = (style: Style, text: string) => string;

/** Shows that something is going on; its text may change meanwhile. */
export interface Spinner {
  say(text: string): void;
  stop(): void;
}

/** What a command writes to. */
export interface Terminal {
  /** Writes lines to stdout. */
  print(text: string): void;
  /** Writes lines to stderr. */
  printError(text: string): void;
  paint: Paint;
  /** In columns; infinite when stdout is not a terminal, so that programs get whole lines. */
  width: number;
  /** Whether a spinner makes sense. */
  isInteractive: boolean;
  /** Starts a spinner on stderr; does nothing where the terminal is not interactive. */
  spin(text: string): Spinner;
  /** The same, but also while stdout goes to a file: only stderr must be a terminal. */
  progress(text: string): Spinner;
}

/** ANSI codes that begin and end a style. */
const CODES: Record<Style, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

const STILL: Spinner = { say: () => {}, stop: () => {} };

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/** The terminal behind two streams. Colours follow `NO_COLOR`, `FORCE_COLOR` and `TERM`, as Node.js reads them. */
export function createTerminal(stdout: Output, stderr: Output): Terminal {
  // On a terminal without a width, which some programs create, a spinner would wrap its line for ever.
  const canSpin = stderr.isTTY === true && (stderr.columns ?? 0) > 0;
  const isInteractive = stdout.isTTY === true && canSpin;
  const hasColors = stdout.isTTY === true && stdout.hasColors?.() === true;
  return {
    print: (text) => void stdout.write(`${text}\n`),
    printError: (text) => void stderr.write(`${text}\n`),
    paint: hasColors ? ansi : (_, text) => text,
    width: stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY,
    isInteractive,
    spin: (text) => (isInteractive ? turning(text, stderr, hasColors) : STILL),
    progress: (text) => (canSpin ? turning(text, stderr, hasColors) : STILL),
  };
}

function turning(text: string, stream: Output, hasColors: boolean): Spinner {
  // To discard what is typed, ora would take over the terminal, including Ctrl-C.
  const spinner = ora({ text, stream, color: hasColors && 'cyan', discardStdin: false }).start();
  return {
    say: (next) => {
      spinner.text = next;
    },
    stop: () => void spinner.stop(),
  };
}

function ansi(style: Style, text: string): string {
  const [begin, end] = CODES[style];
  return text === '' ? text : `\u001B[${begin}m${text}\u001B[${end}m`;
}
