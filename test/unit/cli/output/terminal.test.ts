import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal, type Output } from '../../../../cli/output/terminal.ts';

/** A stream that says it is a terminal, and what was written to it. */
function output(terminal: Partial<Output> = {}): { stream: Output; written: () => string } {
  const stream = new PassThrough();
  return { stream: Object.assign(stream, terminal), written: () => String(stream.read() ?? '') };
}

const TTY = { isTTY: true as const, columns: 72, hasColors: () => true };

describe('createTerminal', () => {
  it('writes plain lines of any length where stdout is no terminal', () => {
    const [out, err] = [output(), output(TTY)];
    const terminal = createTerminal(out.stream, err.stream);
    expect(terminal).toMatchObject({ isInteractive: false, width: Number.POSITIVE_INFINITY });
    terminal.print(terminal.paint('red', 'result'));
    terminal.printError('error');
    terminal.spin('waiting').stop();
    expect(out.written()).toBe('result\n');
    expect(err.written()).toBe('error\n');
  });

  it('has colours on a terminal, but not of nothing', () => {
    const { paint, width } = createTerminal(output(TTY).stream, output(TTY).stream);
    expect(paint('green', 'x')).toBe('\u001B[32mx\u001B[39m');
    expect(paint('green', '')).toBe('');
    expect(width).toBe(72);
  });

  it('has no colours where the terminal has none', () => {
    const { paint } = createTerminal(output({ ...TTY, hasColors: () => false }).stream, output(TTY).stream);
    expect(paint('green', 'x')).toBe('x');
  });

  it('shows progress on stderr while stdout goes to a file, but not where stderr is no terminal either', () => {
    const cursor = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
    const [out, err] = [output(), output({ ...TTY, ...cursor })];
    createTerminal(out.stream, err.stream).progress('1 of 2').stop();
    expect(err.written()).toContain('1 of 2');
    expect(out.written()).toBe('');
    const quiet = output();
    createTerminal(output().stream, quiet.stream).progress('1 of 2').stop();
    expect(quiet.written()).toBe('');
  });

  it('turns no spinner on a terminal of no width, and takes it for one of 80 columns', () => {
    const none = { ...TTY, columns: 0 };
    expect(createTerminal(output(none).stream, output(none).stream)).toMatchObject({ isInteractive: false, width: 80 });
  });
});
