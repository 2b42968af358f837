import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
} from 'yaml';
import type { Path } from './policy-problem.ts';

/** A policy as it is written, and the lines of its values. */
export interface PolicyText {
  text: string;
  document: Document.Parsed;
  lines: LineCounter;
}

/** A value, and where its key or, in a list, itself begins. */
interface Place {
  node: unknown;
  start: number;
}

export function parsePolicyText(text: string): PolicyText {
  const lines = new LineCounter();
  return { text, lines, document: parseDocument(text, { lineCounter: lines, logLevel: 'error' }) };
}

/**
 * The line of the value, or of the innermost one around it that exists.
 * @param offset characters of the value, a text, that come before the line in question
 */
export function lineOf(policy: PolicyText, path: Path, offset?: number): number {
  const { node, start } = placeOf(policy.document, path);
  const at = offset === undefined ? start : positionIn(policy.text, node, offset);
  return policy.lines.linePos(at ?? start).line;
}

function placeOf(document: Document.Parsed, path: Path): Place {
  let place: Place = { node: document.contents, start: document.contents?.range[0] ?? 0 };
  for (const step of path) {
    const next = childOf(place.node, step);
    if (!next) return place;
    place = isAlias(next.node) ? { node: next.node.resolve(document), start: next.start } : next;
  }
  return place;
}

function childOf(node: unknown, step: string | number): Place | undefined {
  if (isSeq<ParsedNode>(node)) {
    const item = node.items[Number(step)];
    return item && { node: item, start: item.range[0] };
  }
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && { node: pair.value, start: pair.key.range[0] };
}

/**
 * Where a character of a text is written. Folding and indentation only change blanks, so the other characters are counted.
 */
function positionIn(text: string, node: unknown, offset: number): number | undefined {
  if (!isScalar(node) || !node.range || typeof node.value !== 'string') return undefined;
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  let left = node.value.slice(0, offset).replace(/\s/g, '').length;
  let at = isBlock
    ? text.indexOf('\n', node.range[0]) + 1
    : node.range[0] + (text[node.range[0]] === node.value[0] ? 0 : 1);
  let last = at;
  for (; left > 0 && at < node.range[1]; at += 1) {
    if (/\s/.test(text[at] ?? '')) continue;
    last = at;
    left -= 1;
  }
  return last;
}
