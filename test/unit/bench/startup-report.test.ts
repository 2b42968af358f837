import { describe, expect, it } from 'vitest';
import { startupSection } from '../../bench/startup-report.ts';

const STARTUPS = [
  { name: 'client only', milliseconds: 50, ratio: 1, kilobytes: 1078 },
  { name: 'apply-change', milliseconds: 30.04, ratio: 0.601, kilobytes: 270.4 },
];

const PHASES = new Map([['apply-change', { parse: 12.34, node: 8, evaluate: 9.96 }]]);

const PARTS = new Map([
  [
    'apply-change',
    new Map([
      ['@smithy/core', 100.4],
      ['functions', 2],
      ['tiny', 1.5],
    ]),
  ],
  [
    'record-outcome',
    new Map([
      ['@smithy/core', 100],
      ['schemas', 60],
      ['tiny', 3.4],
      ['functions', 4],
    ]),
  ],
]);

describe('the section about start-up', () => {
  const section = startupSection(STARTUPS, { phases: PHASES, parts: PARTS });

  it('has a line for each function, and where its time goes', () => {
    expect(section).toContain('| apply-change | 30.0 | 0.60 | 270 |');
    expect(section).toContain('| apply-change | 12.3 | 8.0 | 10.0 |');
  });

  it('has what bundles are made of, the largest part first, and small parts as one line', () => {
    const lines = section.split('\n').slice(section.split('\n').findIndex((line) => line.startsWith('| package')));
    expect(lines).toEqual([
      '| package, or folder of ours | apply-change | record-outcome |',
      '|---|---:|---:|',
      '| @smithy/core | 100 | 100 |',
      '| schemas | 0 | 60 |',
      '| functions | 2 | 4 |',
      '| others | 2 | 3 |',
    ]);
  });
});
