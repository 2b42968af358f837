import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { leanSdk } from './lean-sdk.ts';

/** Options of `custom.esbuild` that are serverless-esbuild's own, which esbuild would refuse. */
const OWN_OPTIONS = new Set([
  ...['concurrency', 'zipConcurrency', 'nativeZip', 'packager', 'packagerOptions', 'installExtraArgs'],
  ...['watch', 'keepOutputDirectory', 'outputFileExtension', 'skipBuild', 'skipRebuild', 'skipBuildExcludeFns'],
  ...['stripEntryResolveExtensions', 'disposeContext', 'exclude'],
]);

/** How esbuild bundles functions, by `custom.esbuild` of the `serverless.yml` in this folder. */
export function bundleOptions(custom: BuildOptions & { exclude?: unknown }, serviceDir: string): BuildOptions {
  return {
    platform: 'node',
    ...Object.fromEntries(Object.entries(custom).filter(([name]) => !OWN_OPTIONS.has(name))),
    external: [...(custom.external ?? []), ...[custom.exclude ?? []].flat().map(String)],
    plugins: [leanSdk(join(serviceDir, 'functions'))],
    absWorkingDir: serviceDir,
  };
}
