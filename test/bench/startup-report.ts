import { machine } from './results.ts';
import { APPLY_GOAL, GOAL, STARTS, type Startup } from './startup.ts';
import type { Details } from './startup-parts.ts';

/** Packages smaller than this in every column are one line. */
const SMALL_KILOBYTES = 4;

/** The section of `RESULTS.md` about start-up. */
export function startupSection(startups: Startup[], { phases, parts }: Details): string {
  return `${machine()} How long a fresh process takes to load each packaged function, with the environment that the template gives it: median of
${STARTS} rounds, in each of which everything is loaded once. Ratios compare the times of one round. The references are built with
esbuild's defaults: one holds only \`AccountClient\` and \`PutAlternateContactCommand\`, the other an empty handler. Goals:
\`apply-change\` at most ${APPLY_GOAL} of the client-only reference, every function at most ${GOAL}.

| function | ms | of the client-only reference | bundle, KB |
|---|---:|---:|---:|
${startups.map(({ name, milliseconds, ratio, kilobytes }) => `| ${name} | ${milliseconds.toFixed(1)} | ${ratio.toFixed(2)} | ${kilobytes.toFixed(0)} |`).join('\n')}

Where the time goes, for \`apply-change\`, the slowest functions and the reference:

| function | V8 parses the bundle, ms | Node.js loads modules of its own, ms | modules are evaluated, clients made, ms |
|---|---:|---:|---:|
${[...phases].map(([name, { parse, node, evaluate }]) => `| ${name} | ${parse.toFixed(1)} | ${node.toFixed(1)} | ${evaluate.toFixed(1)} |`).join('\n')}

What their bundles are made of, in KB:

${partsTable(parts)}`;
}

function partsTable(parts: Map<string, Map<string, number>>): string {
  const names = [...parts.keys()];
  const sizes = (part: string) => names.map((name) => parts.get(name)?.get(part) ?? 0);
  const all = [...new Set([...parts.values()].flatMap((of) => [...of.keys()]))];
  const large = all.filter((part) => Math.max(...sizes(part)) >= SMALL_KILOBYTES);
  const small = all.filter((part) => !large.includes(part)).map(sizes);
  const lines = large
    .map((part) => ({ part, of: sizes(part) }))
    .toSorted((left, right) => total(right.of) - total(left.of));
  const others = names.map((_, column) => total(small.map((of) => of[column] ?? 0)));
  return [
    `| package, or folder of ours | ${names.join(' | ')} |`,
    `|---|${'---:|'.repeat(names.length)}`,
    ...[...lines, { part: 'others', of: others }].map(
      ({ part, of }) => `| ${part} | ${of.map((kilobytes) => kilobytes.toFixed(0)).join(' | ')} |`,
    ),
  ].join('\n');
}

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
