/**
 * serverless-esbuild, with one run of esbuild for all functions. Upstream runs esbuild once for each function, which
 * parses the AWS SDK again every time and takes four times as long. The rest is left as it is, but for what is left out of the
 * SDK.
 */
import { extname } from 'node:path';
import { build } from 'esbuild';
import ServerlessEsbuild from 'serverless-esbuild';
import { bundleOptions } from './bundle-options.ts';

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
      await build({
        ...bundleOptions(this.buildOptions ?? {}, this.serviceDirPath),
        outdir: this.buildDirPath ?? '',
        entryPoints: entries.map(({ entry }) => entryPoint(entry)),
      });
    } catch {
      // esbuild itself has printed what is wrong.
      throw new this.serverless.classes.Error('The functions cannot be bundled: see above');
    }
    Object.assign(this, {
      buildResults: entries.map((each) => ({ ...each, bundlePath: `${moduleOf(each.entry)}.js` })),
    });
  }
}

function entryPoint(entry: string): { in: string; out: string } {
  return { in: `./${entry}`, out: moduleOf(entry) };
}

/** `functions/apply-change` of the file `functions/apply-change.ts`. */
function moduleOf(entry: string): string {
  return entry.slice(0, -extname(entry).length);
}
