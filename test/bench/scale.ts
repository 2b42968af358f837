/** `npm run bench:scale`: computes what the largest campaigns and sweeps take on AWS, and writes the tables of docs/scale.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { scaleReport } from './scale/report.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/scale.md');
const GENERATED = /(?<=<!-- figures:begin -->).*(?=<!-- figures:end -->)/s;

const report = scaleReport();
await writeFile(
  PAGE,
  (await readFile(PAGE, 'utf8')).replace(GENERATED, () => `\n\n${report}\n\n`),
);
console.log(report);
