import { describe, expect, it } from 'vitest';
import { rolloutPlot } from '../../../bench/rollout/plot.ts';

const WRITES = Array.from({ length: 1000 }, (_, index) => index / 5);

describe('the plot', () => {
  const svg = rolloutPlot('Changes & time', [
    { label: 'ours', kind: 'ours', writes: WRITES, lost: 0 },
    { label: 'a script', kind: 'script', writes: WRITES.slice(0, 400), lost: 600 },
    { label: 'another script', kind: 'script', writes: [], lost: 0 },
  ]);

  it('says in words what it shows', () => {
    expect(svg).toContain('<title id="title">Changes &amp; time</title>');
    expect(svg).toContain('ours: 1000 changes in 200 seconds. a script: 400 changes in 80 seconds.');
  });

  it('names each line at its end', () => {
    expect(svg).toContain('>ours<tspan');
    expect(svg).toContain('>400 in 80 s, 600 given up</tspan>');
  });

  it('tells lines of a kind apart without their colour', () => {
    expect(svg).toContain('class="line script"');
    expect(svg).toContain('class="line script dashed"');
  });

  it('has a background of its own, light and dark', () => {
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('class="card"');
  });

  it('stays small however many changes there are', () => {
    expect(svg.length).toBeLessThan(10_000);
  });

  it('has no two labels on each other', () => {
    const places = [...svg.matchAll(/<text x="\d+" y="([\d.]+)">/g)].map(([, y]) => Number(y)).slice(-3);
    const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30);
  });
});
