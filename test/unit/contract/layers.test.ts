import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, readSource, sourceFiles } from './sources.ts';

/** The rooms of the rules. Each may import those before it; `organization` and `inventory` are beside the last five. */
const ROOMS = ['contact', 'account', 'request', 'policy', 'pace', 'ledger', 'approval', 'outcome', 'campaign'];

const COMPILED = /schemas\/compiled\/[\w.-]+\.js/;

/** What the files of each folder may import: other files by their path, packages by their name. */
const LAYERS: { folder: string; mayImport: RegExp[] }[] = [
  { folder: 'functions/domain', mayImport: [] },
  ...ROOMS.map((room, index) => domainRoom(room, ROOMS.slice(0, index))),
  domainRoom('organization', ['contact', 'account', 'request', 'policy']),
  domainRoom('inventory', ['contact', 'account', 'request', 'policy', 'organization']),
  { folder: 'functions/wording', mayImport: [...filesIn('domain/\\w+', 'wording'), COMPILED] },
  { folder: 'functions/web/parts', mayImport: [...webImports('web/parts'), /node:crypto/] },
  { folder: 'functions/web/mails', mayImport: webImports('web/parts', 'web/mails') },
  { folder: 'functions/web/pages', mayImport: webImports('web/parts', 'web/pages') },
  { folder: 'functions/web/report', mayImport: [...webImports('web/parts', 'web/report'), /node:crypto/] },
  {
    folder: 'functions/aws',
    mayImport: [
      ...filesIn('domain', 'domain/\\w+', 'aws'),
      /functions\/runtime\/environment\.ts/,
      COMPILED,
      /@aws-sdk\/(client-[\w-]+|lib-dynamodb|s3-request-presigner)/,
      /node:(crypto|stream|timers\/promises)/,
    ],
  },
  {
    folder: 'functions/webhooks',
    mayImport: [
      ...filesIn('domain/\\w+', 'webhooks'),
      COMPILED,
      /@octokit\/webhooks-methods/,
      /standardwebhooks/,
      /jsonata/,
      /aws-lambda/,
      /node:crypto/,
    ],
  },
  {
    folder: 'functions/runtime',
    mayImport: [
      ...filesIn('runtime'),
      /functions\/domain\/policy\/policy\.ts/,
      COMPILED,
      /aws-lambda/,
      /@aws-sdk\/credential-provider-env/,
      /node:fs/,
    ],
  },
  {
    folder: 'functions/middleware',
    mayImport: [
      ...filesIn('domain', 'domain/\\w+', 'wording', 'web/\\w+', 'aws', 'runtime', 'middleware'),
      COMPILED,
      /@middy\/[\w-]+/,
      /aws-lambda/,
      /node:crypto/,
    ],
  },
  {
    folder: 'functions/confirming',
    mayImport: [
      ...filesIn('domain/\\w+', 'wording', 'web/pages', 'aws', 'runtime', 'confirming'),
      /functions\/middleware\/page-chain\.ts/,
      /node:crypto/,
      /oauth4webapi/,
      /jose/,
    ],
  },
  {
    folder: 'functions/steps',
    mayImport: [
      ...filesIn('domain', 'domain/\\w+', 'wording', 'web/\\w+', 'aws', 'runtime', 'steps'),
      COMPILED,
      /node:timers\/promises/,
    ],
  },
  {
    folder: 'functions',
    mayImport: [
      ...filesIn(
        'domain',
        'domain/\\w+',
        'wording',
        'web/\\w+',
        'aws',
        'webhooks',
        'runtime',
        'middleware',
        'confirming',
        'steps',
      ),
      COMPILED,
      /@middy\/core/,
      /ajv/,
      /aws-lambda/,
      /node:(crypto|timers\/promises)/,
    ],
  },
];

function domainRoom(room: string, before: string[]): (typeof LAYERS)[number] {
  const rooms = [room, ...before].map((name) => `domain/${name}`);
  return {
    folder: `functions/domain/${room}`,
    mayImport: [
      ...filesIn(...rooms),
      /functions\/domain\/(passing-)?errors\.ts/,
      COMPILED,
      /node:(crypto|url)/,
      /jsonc-parser/,
    ],
  };
}

function webImports(...folders: string[]): RegExp[] {
  return [...filesIn('domain/\\w+', 'wording', ...folders), COMPILED];
}

function filesIn(...folders: string[]): RegExp[] {
  return folders.map((folder) => new RegExp(`functions/${folder}/[\\w-]+\\.ts`));
}

const files = LAYERS.flatMap(({ folder, mayImport }) =>
  sourceFiles(folder).map((path) => ({ path, folder, mayImport })),
);

/** What a file imports: another file by its path from the root, a package by its name. */
function importedBy(path: string): string[] {
  return importsOf(path).map(({ from }) => (from.startsWith('.') ? posix.join(posix.dirname(path), from) : from));
}

describe('the layers', () => {
  it.each(LAYERS)('$folder has files', ({ folder }) => {
    expect(sourceFiles(folder).length).toBeGreaterThan(0);
  });

  it.each(files)('$path only imports what $folder may', ({ path, mayImport }) => {
    const allowed = (imported: string) =>
      mayImport.some((pattern) => new RegExp(`^(${pattern.source})$`).test(imported));
    expect(importedBy(path).filter((imported) => !allowed(imported))).toEqual([]);
  });

  it.each(files)('$path has no import that these tests miss', ({ path }) => {
    const source = readSource(path);
    const atTheTop = source.match(/^import '|\bfrom '[^']+';$/gm) ?? [];
    expect(source).not.toMatch(/\b(import|require)\((?!\))/);
    expect(importsOf(path)).toHaveLength(atTheTop.length);
  });

  it('are all folders of functions', () => {
    const folders = sourceFiles('functions', { recursive: true }).map((path) => posix.dirname(path));
    expect([...new Set(folders)].sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
  });

  it('only take types from the types of Lambda', () => {
    const imports = files.flatMap(({ path }) => importsOf(path)).filter(({ from }) => from === 'aws-lambda');
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.flatMap(({ names }) => names)).toEqual([]);
  });
});

describe('the embedded AWS', () => {
  const own = sourceFiles('embedded-aws/src', { recursive: true });

  it('has files', () => {
    expect(own.length).toBeGreaterThan(50);
  });

  it.each(own)('%s imports nothing of the service', (path) => {
    const outside = importedBy(path).filter((imported) => /\.[jt]s(on)?$/.test(imported) && imported.includes('/'));
    expect(outside.filter((imported) => !imported.startsWith('embedded-aws/src/'))).toEqual([]);
  });

  it.each(sourceFiles('local', { recursive: true }))('is started by %s, which imports no function', (path) => {
    expect(importedBy(path).filter((imported) => imported.startsWith('functions/'))).toEqual([]);
  });
});

describe('the clients of AWS', () => {
  const made = sourceFiles('functions', { recursive: true }).flatMap((path) =>
    [...readSource(path).matchAll(/(\w*\(?\s*)new (\w+Client)\(/g)].map(([, before = '', client]) => ({
      path,
      client,
      before: before.trim(),
    })),
  );

  it('are found', () => {
    expect(new Set(made.map(({ client }) => client)).size).toBeGreaterThan(8);
  });

  it.each(made)('$client of $path names the faults of its service', ({ before }) => {
    expect(before).toBe('namingFaults(');
  });
});
