import { isCollection, isScalar, Scalar, visit, type YAMLError } from 'yaml';
import type { PolicyText } from './policy-text.ts';

/** Something that is wrong with a line. */
export interface LineProblem {
  line: number;
  message: string;
}

/** Why the text is not YAML. After the first error the parser only guesses, so the ones that follow are left out. */
export function yamlProblems(policy: PolicyText): LineProblem[] {
  const { errors } = policy.document;
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  const repeated = errors.filter(({ code, pos }) => code === 'DUPLICATE_KEY' && (!first || pos[0] < first.pos[0]));
  const told = [...repeated, ...(first ? [first] : [])].map((error) => problemOf(policy, error));
  return told.length > 0 ? told : lostAliases(policy);
}

function problemOf(policy: PolicyText, error: YAMLError): LineProblem {
  const opening = isAboutClosing(error) ? unclosedAt(policy) : undefined;
  if (opening !== undefined) {
    const message = `what begins with ${policy.text[opening]} has no closing ${CLOSING[policy.text[opening] ?? '']}`;
    return { line: policy.lines.linePos(opening).line, message };
  }
  const { line, col } = policy.lines.linePos(error.pos[0]);
  const lineText = policy.text.slice(error.pos[0] - col + 1).split('\n', 1)[0] ?? '';
  return { line, message: messageOf(error, lineText, col) };
}

function messageOf({ code, message }: YAMLError, lineText: string, column: number): string {
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(lineText))
    return 'the line is indented with a tab; indent it with spaces';
  const rest = lineText.slice(column - 1);
  switch (code) {
    case 'DUPLICATE_KEY':
      return `the key ${rest.match(/^("[^"]*"|'[^']*'|[^\s:]+)/)?.[0]} is written twice; keep one of them`;
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; a policy is one document, so remove the line with ---';
    case 'BAD_INDENT':
      return 'the indentation fits no line above; begin all keys of a block in the same column';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'the value holds another ": "; put it in quotes, or on a line of its own';
    case 'BAD_SCALAR_START':
      return `a text that begins with ${rest[0]} must be in quotes`;
    case 'MISSING_CHAR':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'the line is neither an entry of a list nor a key with a colon and a value';
    default:
      return `the line is not valid YAML: ${message.split(' at line ')[0]}`;
  }
}

const CLOSING: Record<string, string> = { '[': ']', '{': '}', '"': '"', "'": "'" };

function isAboutClosing({ message }: YAMLError): boolean {
  return message.startsWith('Flow ') || message.startsWith('Missing closing ');
}

/** Where the innermost list, map or text begins whose end is missing. The parser tells of it further down. */
function unclosedAt({ document, text }: PolicyText): number | undefined {
  const starts: number[] = [];
  visit(document, (_, node) => {
    if (!isDelimited(node) || !node.range) return;
    const [start, end] = node.range;
    const closing = CLOSING[text[start] ?? ''];
    if (closing !== undefined && (end - start < 2 || text[end - 1] !== closing)) starts.push(start);
  });
  return starts.length > 0 ? Math.max(...starts) : undefined;
}

function isDelimited(node: unknown): node is { range?: [number, number, number] | null } {
  if (isCollection(node)) return node.flow === true;
  return isScalar(node) && (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE);
}

/** Aliases without an anchor before them, which the parser does not call an error. */
function lostAliases({ document, lines }: PolicyText): LineProblem[] {
  const problems: LineProblem[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) || !alias.range) return;
      const message = `*${alias.source} repeats a value that is nowhere marked with &${alias.source} before`;
      problems.push({ line: lines.linePos(alias.range[0]).line, message });
    },
  });
  return problems;
}
