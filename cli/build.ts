/**
 * Bundles the command `contacts` into one file, with the licenses of the libraries in it beside it.
 * Usage: node cli/build.ts [folder], by default `cli/dist`
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledLicenses } from './bundled-licenses.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, 'dist');
const outfile = join(folder, 'contacts.js');

const { metafile } = await build({
  entryPoints: [join(import.meta.dirname, 'contacts.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  absWorkingDir: join(import.meta.dirname, '..'),
  // Libraries in CommonJS load the modules of Node.js with `require`.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module';const require = createBundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'third-party-licenses.txt'), await bundledLicenses(Object.keys(metafile.inputs)));
await chmod(outfile, 0o755);
