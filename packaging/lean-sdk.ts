/**
 * An esbuild plugin that makes what the functions don't use of the AWS SDK visible to esbuild, so that it is left out. Every
 * start of a function parses all of its bundle: half of what a client brings are the shapes of operations that nobody calls.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** What stands in for modules that nothing uses. */
const EMPTY_MODULES: Record<string, string> = {
  '@aws-sdk/endpoint-cache': 'export class EndpointCache {}',
  '@smithy/core/event-streams': `
    export const resolveEventStreamSerdeConfig = (config) => config;
    export const eventStreamSerdeProvider = () => undefined;`,
};

/** @param codeDir the folder of the code that uses the SDK */
export function leanSdk(codeDir: string): Plugin {
  return {
    name: 'lean-sdk',
    setup(build) {
      let words = new Set<string>();
      build.onStart(() => {
        words = wordsOf(codeDir);
      });
      build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => ({
        contents: leanSchemas(path, await readFile(path, 'utf8'), words),
      }));
      // All that a client reads of its package is its version.
      build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path }) => ({
        contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
        loader: 'json',
      }));
      // A Lambda has no configuration files. On a machine of a developer, they would change what the functions do.
      build.onLoad({ filter: /@smithy\/core\/dist-es\/.*\/loadSharedConfigFiles\.js$/ }, () => ({
        contents: `
          export { CONFIG_PREFIX_SEPARATOR } from './constants';
          export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
      }));
      // DynamoDB's client has a cache of endpoints that none of its operations looks into.
      build.onResolve({ filter: /^@aws-sdk\/endpoint-cache$/ }, ({ path }) => ({ path, namespace: 'lean-sdk' }));
      // S3's client asks at once for what only its operations with streams of events need; others ask when they need it.
      build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) =>
        kind === 'import-statement' ? { path, namespace: 'lean-sdk' } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'lean-sdk' }, ({ path }) => ({ contents: EMPTY_MODULES[path] ?? '' }));
    },
  };
}

/**
 * The shapes of a client. esbuild keeps those that may do something when they are loaded:
 * - `{ [_h]: … }`, because a computed key may run code; it becomes `{ "http": … }`.
 * - errors, because they are registered; those that the code does not name are not. They are the client's base error then,
 *   with the same name, fault and message, like errors that are newer than the SDK.
 */
function leanSchemas(path: string, source: string, words: Set<string>): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  let registrations = 0;
  const lean = source
    .replaceAll(/\[(_\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key))
    .replaceAll(/^\w+\.registerError\(\w+\$, (\w+)\);$/gm, (call, name) => {
      registrations += 1;
      return words.has(name) || name.endsWith('ServiceException') ? call : '';
    });
  if (constants.size === 0 || registrations !== source.split('registerError').length - 1) {
    throw new Error(
      `${path} is written in another way than packaging/lean-sdk.ts knows: adapt that to this version of the SDK`,
    );
  }
  return lean;
}

/** All names in the code: more than the errors that it knows, but none less. */
function wordsOf(codeDir: string): Set<string> {
  const files = readdirSync(codeDir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Set(files.flatMap((file) => readFileSync(join(codeDir, file), 'utf8').match(/\w+/g) ?? []));
}
