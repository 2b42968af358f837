import fc from 'fast-check';
import { MARKER } from './marker.ts';

/** Texts that have broken programs before. Each has a character that no id may have, so that no answer may repeat it. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    `<b id=${MARKER}>`,
    `"><script>${MARKER}</script>`,
    `<img src=${MARKER} onerror=alert(1)>`,
    `${MARKER}\u001b[31m`,
    `${MARKER}\u0000`,
    `${MARKER}\u202e!`,
    `${MARKER}\r\nBcc: everyone@example.com`,
    `${MARKER}@example.com`,
    `${MARKER}@evil.example`,
    `=HYPERLINK("${MARKER}")`,
    `../../${MARKER}`,
    `{{${MARKER}}} \${${MARKER}}`,
    `${MARKER} \ud83d`,
    `${MARKER} 🙂漢字`,
    `' OR '${MARKER}`,
    `https://${MARKER}.example/?a=b&c`,
    ' ',
    '',
    '\u200b',
  ),
  fc.nat(20_000).map((length) => `${MARKER} ${'long '.repeat(length / 5)}`),
);

/** Anything but what was expected. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, true, false, 0, -1, 1e308, 222222222222, [], {}, [[]], '222222222222'),
  },
  { weight: 1, arbitrary: hostileText.map((text) => ({ [text]: text })) },
  { weight: 1, arbitrary: fc.nat(3_000).map((length) => Array.from({ length }, () => MARKER)) },
  { weight: 1, arbitrary: fc.nat(2_000).map(nested) },
);

const hostileName = fc.oneof(
  hostileText,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'results', 'status', 'asWritten', 'replaces', 'provenBy'),
);

const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'repeat'),
  name: hostileName,
  value: hostileValue,
});

/** How a text is damaged as a whole, rarely. */
const damage = fc.oneof(
  { weight: 20, arbitrary: fc.constant((text: string) => text) },
  { weight: 1, arbitrary: fc.nat().map((at) => (text: string) => text.slice(0, at % (text.length + 1))) },
  { weight: 1, arbitrary: hostileText.map((junk) => (text: string) => `${text}${junk}`) },
  // The same name twice: which of them counts?
  { weight: 1, arbitrary: fc.constant((text: string) => text.replace(/"(\w+)":/, '"$1":null,"$1":')) },
  { weight: 1, arbitrary: fc.constant((text: string) => `\ufeff${text}`) },
);

/** JSON like this, with up to three things in it that are wrong. */
export function mutated(original: object): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(change, { maxLength: 3 }), damage)
    .map(([changes, damaged]) => damaged(JSON.stringify(changes.reduce(changed, structuredClone(original)))));
}

interface Change {
  at: number;
  how: string;
  name: string;
  value: unknown;
}

/** The object with one more, one less or another value, somewhere in it. */
function changed(root: object, { at, how, name, value }: Change): object {
  const places = placesIn(root);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return root;
  const { parent, key } = place;
  if (how === 'add' && !Array.isArray(parent)) define(parent, name, value);
  else if (how === 'remove') Reflect.deleteProperty(parent, key);
  else if (how === 'repeat' && Array.isArray(parent)) parent.push(parent[Number(key)]);
  else define(parent, key, value);
  return root;
}

/** Also if its name is `__proto__`, as JSON.parse does. */
function define(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Not in what an earlier change has nested deeply. */
const DEEPEST = 10;

function placesIn(parent: object, depth = 0): { parent: object; key: string }[] {
  if (depth > DEEPEST) return [];
  return Object.entries(parent).flatMap(([key, value]) => [
    { parent, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value, depth + 1) : []),
  ]);
}

function nested(depth: number): unknown {
  let value: unknown = MARKER;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
