import { type Finding, KINDS } from './finding.ts';
import type { Sent } from './fuzz.ts';

const SHOWN_CHARACTERS = 1_500;

/** A table of what was found by door, and each finding with the input that caused it. */
export function report(findings: Finding[], sent: Sent[], seed: number): string {
  const doors = [...new Set(sent.map(({ door }) => door.name))];
  const doorOf = new Map(sent.map(({ index, door }) => [index, door.name]));
  const count = (door: string, kind: string) =>
    findings.filter((finding) => finding.kind === kind && (doorOf.get(finding.index ?? -1) ?? 'unknown') === door)
      .length;
  const unknown = findings.some(({ index }) => index === undefined) ? ['unknown'] : [];
  const rows = [...doors, ...unknown].map((door) => [
    door,
    String(sent.filter((one) => one.door.name === door).length),
    ...KINDS.map((kind) => String(count(door, kind))),
  ]);
  const table = [['door', 'inputs', ...KINDS], ...rows].map((row) => row.map((cell) => cell.padStart(10)).join(' '));
  return [...table, ...findings.map((finding) => described(finding, sent, seed))].join('\n');
}

function described({ kind, index, what }: Finding, sent: Sent[], seed: number): string {
  const input = sent.find((one) => one.index === index)?.input;
  const again = index === undefined ? `SEED=${seed}` : `SEED=${seed} ONLY=${index}`;
  const shown = input === undefined ? '' : `\n  input: ${JSON.stringify(input).slice(0, SHOWN_CHARACTERS)}`;
  return `\n${kind}: ${what}\n  again: ${again} npm run fuzz${shown}`;
}
