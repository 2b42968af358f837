import { type JSONPath, visit } from 'jsonc-parser';
import type { Problem } from './problem.ts';

/** More places help nobody to find the first one. */
const MOST_PROBLEMS = 10;

/**
 * The value of a JSON text, unless two readers could take it for different things: a name stands twice in one object, which
 * `JSON.parse` hides, or it is one that JavaScript has plans of its own for.
 * @throws SyntaxError when the text is not JSON.
 */
export function readStrictJson(text: string): { value: unknown } | { problems: Problem[] } {
  const value: unknown = JSON.parse(text);
  const problems = doubtfulNames(text);
  return problems.length > 0 ? { problems } : { value };
}

/** Names are compared as they read once their escapes are resolved. */
function doubtfulNames(text: string): Problem[] {
  const problems: Problem[] = [];
  const open: Set<string>[] = [];
  const onObjectProperty = (name: string, line: number, column: number, path: () => JSONPath) => {
    const names = open.at(-1);
    if (problems.length < MOST_PROBLEMS && (names?.has(name) || name === '__proto__')) {
      problems.push({ pointer: pointerOf(path()), code: 'doubtfulName', name, line: line + 1, column: column + 1 });
    }
    names?.add(name);
  };
  try {
    visit(text, {
      onObjectBegin: () => {
        open.push(new Set());
      },
      onObjectProperty: (name, _offset, _length, line, column, path) => onObjectProperty(name, line, column, path),
      onObjectEnd: () => {
        open.pop();
      },
    });
  } catch (error) {
    // The parser calls itself for each level.
    if (error instanceof RangeError) return [{ pointer: '', code: 'nestedTooDeeply' }];
    throw error;
  }
  return problems;
}

function pointerOf(path: JSONPath): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
