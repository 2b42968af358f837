import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionModel } from '../template/function-models.ts';
import { unpack } from './unpack.ts';

/** Where Lambda unpacks the layers of a function. */
const OPT = '/opt';

export interface LayersOptions {
  /** Contains a `<key>.zip` for each layer. */
  packageDir: string;
  runDir: string;
  /** By path below `/opt`: replaces the contents that the layers have. */
  layerFiles?: Record<string, string>;
}

/**
 * Unpacks the layers of each function, a later one over an earlier one as Lambda does.
 * @throws Error naming a file of `layerFiles` that no layer has
 */
export async function unpackLayers(functions: FunctionModel[], options: LayersOptions): Promise<void> {
  const replaced = new Set<string>();
  for (const { key, layers } of functions) {
    if (layers.length === 0) continue;
    const directory = layersDirectory(options.runDir, key);
    await mkdir(directory, { recursive: true });
    for (const layer of layers) await unpack(join(options.packageDir, `${layer}.zip`), directory);
    for (const [path, content] of Object.entries(options.layerFiles ?? {})) {
      const file = mapped(path, directory);
      if (!existsSync(file)) continue;
      await writeFile(file, content);
      replaced.add(path);
    }
  }
  const missing = Object.keys(options.layerFiles ?? {}).find((path) => !replaced.has(path));
  if (missing !== undefined) throw new Error(`No layer has ${missing}, which is to be replaced`);
}

/**
 * A function's environment, in which paths below `/opt` lead to its unpacked layers. The functions share this machine's
 * root directory: only root could give a process one of its own (chroot).
 */
export function withLayerPaths({ key, environment }: FunctionModel, runDir: string): Record<string, string> {
  const entries = Object.entries(environment).map(([name, value]) => [
    name,
    mapped(value, layersDirectory(runDir, key)),
  ]);
  return Object.fromEntries(entries);
}

function layersDirectory(runDir: string, key: string): string {
  return join(runDir, 'layers', key);
}

function mapped(path: string, directory: string): string {
  return path === OPT || path.startsWith(`${OPT}/`) ? join(directory, path.slice(OPT.length)) : path;
}
