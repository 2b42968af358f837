/** Bundles the command `contacts` into one file, `dist/contacts.js` or the one that is named. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const outfile = process.argv[2] ?? join(import.meta.dirname, '../dist/contacts.js');

await build({
  entryPoints: [join(import.meta.dirname, 'contacts.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  // Libraries that are CommonJS ask for the modules of Node.js by `require`.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module';const require = createBundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
