/** A line of the plot. */
export interface Series {
  label: string;
  kind: 'ours' | 'script' | 'quota';
  /** When each change was written, in seconds, in ascending order. */
  writes: number[];
  /** How many changes were given up. */
  lost: number;
}

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 56;
const RIGHT = 300;
const TOP = 48;
const BOTTOM = 48;
/** Of neighbouring labels. */
const LINE_HEIGHT = 30;
/** Of each line at most. */
const POINTS = 60;
const TICKS = 5;

/** The colours and dashes of lines, in the order in which the kinds use them; they differ without their colour, too. */
const STYLES = {
  ours: ['ours', 'ours dashed'],
  script: ['script', 'script dashed', 'script dotted'],
  quota: ['quota'],
};

/** An SVG of how many changes are applied as time goes by, which has its own background, light or dark. */
export function rolloutPlot(title: string, series: Series[]): string {
  const seconds = niceMaximum(Math.max(1, ...series.flatMap(({ writes }) => writes)));
  const changes = niceMaximum(Math.max(1, ...series.map(({ writes }) => writes.length)));
  const x = (value: number) => round(LEFT + (value / seconds) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / changes) * (HEIGHT - TOP - BOTTOM));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(series.map(described).join(' '))}</desc>
${STYLE}
<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>
<text class="heading" x="${LEFT}" y="28">${escaped(title)}</text>
${ticks(seconds)
  .map((value) => `<text x="${x(value)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${value}</text>`)
  .join('\n')}
<text x="${x(seconds)}" y="${HEIGHT - 10}" text-anchor="end">seconds</text>
${ticks(changes)
  .map(
    (value) =>
      `<path class="grid" d="M${x(0)} ${y(value)}H${x(seconds)}"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en')}</text>`,
  )
  .join('\n')}
${withStyles(series)
  .map((one) => line(one, x, y))
  .join('\n')}
${labels(withStyles(series), x, y)}
</svg>
`;
}

const STYLE = `<style>
svg{--card:#fff;--edge:#d0d7de;--text:#1f2328;--ours:#0a6640;--script:#b35900;--quota:#57606a}
@media(prefers-color-scheme:dark){svg{--card:#0d1117;--edge:#30363d;--text:#e6edf3;--ours:#4ac26b;--script:#f0883e;--quota:#9198a1}}
text{font:13px system-ui,sans-serif;fill:var(--text)}.heading{font-weight:600;font-size:15px}
.card{fill:var(--card);stroke:var(--edge)}.grid{stroke:var(--edge)}path,circle{fill:none;stroke-width:1}circle{fill:var(--card)}
.line{stroke-width:2.5}.ours{stroke:var(--ours)}.script{stroke:var(--script)}.quota{stroke:var(--quota);stroke-width:1.5}
.dashed{stroke-dasharray:8 4}.dotted{stroke-dasharray:2 4}.leader{stroke-width:1}
</style>`;

type Styled = Series & { style: string };

function withStyles(series: Series[]): Styled[] {
  const used = { ours: 0, script: 0, quota: 0 };
  return series.map((one) => {
    const style = STYLES[one.kind][used[one.kind]] ?? one.kind;
    used[one.kind] += 1;
    return { ...one, style };
  });
}

function line({ writes, style }: Styled, x: (value: number) => number, y: (value: number) => number): string {
  const points = thinned(writes).map(([time, count]) => `${x(time)} ${y(count)}`);
  return `<path class="line ${style}" d="M${x(0)} ${y(0)}L${points.join('L')}"/><circle class="${style}" cx="${x(writes.at(-1) ?? 0)}" cy="${y(writes.length)}" r="3.5"/>`;
}

/** Each line's name stands beside its end, moved where two would overlap; a thin line leads there. */
function labels(series: Styled[], x: (value: number) => number, y: (value: number) => number): string {
  const ends = series.map((one) => ({ ...one, end: one.writes.at(-1) ?? 0, count: one.writes.length }));
  const sorted = ends.toSorted((left, right) => y(left.count) - y(right.count) || left.end - right.end);
  const labelX = WIDTH - RIGHT + 24;
  let free = TOP + 6;
  return sorted
    .map(({ label, style, end, count, lost }) => {
      const at = Math.max(free, y(count) + 4);
      free = at + LINE_HEIGHT;
      const words = `${count.toLocaleString('en')} in ${end.toFixed(0)} s${lost > 0 ? `, ${lost} given up` : ''}`;
      return `<path class="leader ${style}" d="M${x(end)} ${y(count)}L${labelX - 16} ${at - 4}H${labelX - 4}"/><text x="${labelX}" y="${at}">${escaped(label)}<tspan x="${labelX}" dy="14">${words}</tspan></text>`;
    })
    .join('\n');
}

function described({ label, writes }: Series): string {
  return `${label}: ${writes.length} changes in ${(writes.at(-1) ?? 0).toFixed(0)} seconds.`;
}

/** Some of the points, of which the last is one. */
function thinned(writes: number[]): [time: number, count: number][] {
  const step = Math.max(1, Math.ceil(writes.length / POINTS));
  const all = writes.map((time, index): [number, number] => [time, index + 1]);
  return all.filter((_, index) => index % step === 0 || index === all.length - 1);
}

function ticks(maximum: number): number[] {
  return Array.from({ length: TICKS + 1 }, (_, index) => (maximum / TICKS) * index);
}

/** The least maximum from which all ticks are round. */
function niceMaximum(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * magnitude >= value) ?? 10;
  return nice * magnitude;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
