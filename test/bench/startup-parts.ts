import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { bundleOptions } from '../../packaging/bundle-options.ts';
import { type PackagedFunction, runFresh } from '../integration/packaged-functions.ts';
import { median } from './statistics.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** How often the phases of a start are measured. */
const STARTS = 11;

/** What a start consists of, in milliseconds. */
export interface Phases {
  /** V8 parses all of the bundle. */
  parse: number;
  /** Modules of Node.js are loaded: TLS, HTTP, cryptography. */
  node: number;
  /** The rest: modules are evaluated, and clients made. */
  evaluate: number;
}

/** Where the time of some functions goes, and what their bundles are made of (KB by package). */
export interface Details {
  phases: Map<string, Phases>;
  parts: Map<string, Map<string, number>>;
}

/** Measures in fresh processes what the start of a bundle consists of. */
export async function measurePhases({
  file,
  environment,
}: Pick<PackagedFunction, 'file' | 'environment'>): Promise<Phases> {
  const starts: Phases[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    starts.push(JSON.parse(await runFresh(programOf(file), environment)));
  }
  return {
    parse: median(starts.map(({ parse }) => parse)),
    node: median(starts.map(({ node }) => node)),
    evaluate: median(starts.map(({ evaluate }) => evaluate)),
  };
}

/** Loads the bundle as Node.js does, with a `require` that takes the time. */
function programOf(file: string): string {
  return `
    const source = require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8');
    const vm = require('node:vm');
    let node = 0;
    const timed = (id) => {
      const begin = performance.now();
      try { return require(id); } finally { node += performance.now() - begin; }
    };
    const begin = performance.now();
    const load = vm.compileFunction(source, ['exports', 'require', 'module']);
    const parsed = performance.now();
    const module_ = { exports: {} };
    load.call(module_.exports, module_.exports, timed, module_);
    const evaluate = performance.now() - parsed - node;
    console.log(JSON.stringify({ parse: parsed - begin, node, evaluate }));`;
}

/** Kilobytes by package, or by folder of the service, of each of these functions, as the package has them. */
export async function measureParts(names: string[]): Promise<Map<string, Map<string, number>>> {
  const { custom } = parse(await readFile(join(REPOSITORY, 'serverless.yml'), 'utf8'));
  const { metafile } = await build({
    ...bundleOptions(custom.esbuild, REPOSITORY),
    ...{ entryPoints: names.map((name) => `functions/${name}.ts`), outdir: 'out', write: false, metafile: true },
  });
  const parts = new Map<string, Map<string, number>>();
  for (const { entryPoint, inputs } of Object.values(metafile.outputs)) {
    const name = names.find((each) => entryPoint === `functions/${each}.ts`);
    if (name !== undefined) parts.set(name, kilobytesByPart(inputs));
  }
  return parts;
}

function kilobytesByPart(inputs: Record<string, { bytesInOutput: number }>): Map<string, number> {
  const kilobytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(path);
    kilobytes.set(part, (kilobytes.get(part) ?? 0) + bytesInOutput / 1024);
  }
  return kilobytes;
}

/** The package of a module, without its version, or the folder of a module of the service. */
function partOf(path: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return name ?? /^(?:functions\/\w+(?=\/)|functions|schemas)/.exec(path)?.[0] ?? path;
}
