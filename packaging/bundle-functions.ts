/**
 * serverless-esbuild, with one run of esbuild for all functions. Upstream runs esbuild once for each function, which
 * parses the AWS SDK again every time and takes four times as long. The rest is left as it is, but for what is left out of the
 * SDK.
 */
import { extname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import ServerlessEsbuild from 'serverless-esbuild';
import { leanSdk } from './lean-sdk.ts';

/** Options of `custom.esbuild` that are serverless-esbuild's own, which esbuild would refuse. */
const OWN_OPTIONS = new Set([
  ...['concurrency', 'zipConcurrency', 'nativeZip', 'packager', 'packagerOptions', 'installExtraArgs'],
  ...['watch', 'keepOutputDirectory', 'outputFileExtension', 'skipBuild', 'skipRebuild', 'skipBuildExcludeFns'],
  ...['stripEntryResolveExtensions', 'disposeContext'],
]);

interface FunctionEntry {
  entry: string;
  func: object | null;
  functionAlias?: string;
}

export default class BundleFunctions extends ServerlessEsbuild {
  constructor(...input: ConstructorParameters<typeof ServerlessEsbuild>) {
    super(...input);
    this.bundle = () => this.#bundleAll();
  }

  async #bundleAll(): Promise<void> {
    this.prepare();
    const entries: FunctionEntry[] = this.functionEntries;
    try {
      await build({ ...this.#esbuildOptions(), entryPoints: entries.map(({ entry }) => entryPoint(entry)) });
    } catch {
      // esbuild itself has printed what is wrong.
      throw new this.serverless.classes.Error('The functions cannot be bundled: see above');
    }
    Object.assign(this, {
      buildResults: entries.map((each) => ({ ...each, bundlePath: `${moduleOf(each.entry)}.js` })),
    });
  }

  #esbuildOptions(): BuildOptions {
    const { external = [], exclude = [], ...options } = this.buildOptions ?? {};
    return {
      ...Object.fromEntries(Object.entries(options).filter(([name]) => !OWN_OPTIONS.has(name))),
      external: [...external, ...[exclude].flat()],
      plugins: [leanSdk(join(this.serviceDirPath, 'functions'))],
      absWorkingDir: this.serviceDirPath,
      outdir: this.buildDirPath ?? '',
    };
  }
}

function entryPoint(entry: string): { in: string; out: string } {
  return { in: `./${entry}`, out: moduleOf(entry) };
}

/** `functions/apply-change` of the file `functions/apply-change.ts`. */
function moduleOf(entry: string): string {
  return entry.slice(0, -extname(entry).length);
}
