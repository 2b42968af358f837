import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, readSource, sourceFiles } from './sources.ts';

/** What the files of each folder may import; the patterns match the whole specifier. */
const LAYERS: { folder: string; recursive: boolean; mayImport: RegExp[] }[] = [
  { folder: 'functions/domain', recursive: true, mayImport: [/\.\/[\w-]+\.ts/, /node:crypto/] },
  {
    folder: 'functions/web',
    recursive: true,
    mayImport: [/\.\/[\w-]+\.ts/, /\.\.\/domain\/[\w-]+\.ts/, /node:crypto/],
  },
  {
    folder: 'functions/aws',
    recursive: true,
    mayImport: [
      /\.\.\/domain\/[\w-]+\.ts/,
      /\.\.\/runtime\/environment\.ts/,
      /@aws-sdk\/(client-[\w-]+|lib-dynamodb)/,
      /node:(crypto|timers\/promises)/,
    ],
  },
  {
    folder: 'functions/webhooks',
    recursive: true,
    mayImport: [
      /\.\/[\w-]+\.ts/,
      /\.\.\/domain\/[\w-]+\.ts/,
      /@octokit\/webhooks-methods/,
      /standardwebhooks/,
      /jsonata/,
      /aws-lambda/,
      /node:crypto/,
    ],
  },
  {
    folder: 'functions/runtime',
    recursive: true,
    mayImport: [
      /\.\/[\w-]+\.ts/,
      /\.\.\/domain\/errors\.ts/,
      /@middy\/[\w-]+/,
      /@aws-lambda-powertools\/[\w-]+/,
      /@aws-sdk\/credential-provider-env/,
      /aws-lambda/,
    ],
  },
  {
    folder: 'functions',
    recursive: false,
    mayImport: [
      /\.\/(aws|domain|runtime|web|webhooks)\/[\w-]+\.ts/,
      /\.\.\/schemas\/compiled\/[\w.-]+\.js/,
      /@middy\/[\w-]+/,
      /node:(crypto|timers\/promises)/,
      /ajv/,
    ],
  },
];

const files = LAYERS.flatMap(({ folder, recursive, mayImport }) =>
  sourceFiles(folder, { recursive }).map((path) => ({ path, folder, mayImport })),
);

describe('the layers', () => {
  it.each(LAYERS)('$folder has files', ({ folder, recursive }) => {
    expect(sourceFiles(folder, { recursive }).length).toBeGreaterThan(3);
  });

  it.each(files)('$path imports only what $folder may', ({ path, mayImport }) => {
    const allowed = (from: string) => mayImport.some((pattern) => new RegExp(`^(${pattern.source})$`).test(from));
    const imports = importsOf(path).map(({ from }) => from);
    expect(imports.filter((from) => !allowed(from))).toEqual([]);
  });

  it.each(files)('$path has no import that these tests do not see', ({ path }) => {
    const source = readSource(path);
    const atTheTop = source.match(/^import '|\bfrom '[^']+';$/gm) ?? [];
    const ofPackages = source.match(/const \{ [\w, ]+ \} = await import\('[^'.][^']*'\);/g) ?? [];
    expect(source.match(/\b(import|require)\(/g) ?? []).toHaveLength(ofPackages.length);
    expect(importsOf(path)).toHaveLength(atTheTop.length + ofPackages.length);
  });

  it('are all folders of functions', () => {
    const folders = sourceFiles('functions', { recursive: true }).map((path) => posix.dirname(path));
    expect([...new Set(folders)].sort()).toEqual(LAYERS.map(({ folder }) => folder).sort());
  });

  it('take of the types of Lambda nothing that exists at run time', () => {
    const imports = files.flatMap(({ path }) => importsOf(path)).filter(({ from }) => from === 'aws-lambda');
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.flatMap(({ names }) => names)).toEqual([]);
  });

  it.each(sourceFiles('local', { recursive: true }))('%s imports nothing of what it runs', (path) => {
    const imported = importsOf(path).map(({ from }) => posix.join(posix.dirname(path), from));
    expect(imported.filter((target) => target.startsWith('functions/'))).toEqual([]);
  });
});
