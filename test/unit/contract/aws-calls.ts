import { posix } from 'node:path';
import { importsOf, readSource, sourceFiles } from './sources.ts';

/**
 * A call of AWS: the IAM action, and for the table the prefix of the keys that it touches, such as `LINK#`, or the index
 * that it queries, such as `index/waiting`.
 */
export interface AwsCall {
  action: string;
  keys: string;
}

/** The IAM service of each package, as the service authorization reference names it. */
const SERVICES: Record<string, string> = {
  '@aws-sdk/client-account': 'account',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-kms': 'kms',
  '@aws-sdk/client-organizations': 'organizations',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-sesv2': 'ses',
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-sts': 'sts',
  '@aws-sdk/lib-dynamodb': 'dynamodb',
};

/** Stands for the keys of the other table, of which each role may touch all or none. */
export const INVENTORY = 'INVENTORY';

/** The document client's names for DynamoDB's operations. */
const ITEM_COMMANDS = new Set(['Get', 'Put', 'Delete', 'Update']);

/** What the SDK exports to make a call: `PutItemCommand`, `paginateListTags`. */
const CALLING = /^paginate\w+$|\w+Command$/;

interface Declaration {
  path: string;
  name: string;
  body: string;
}

/** The files that call AWS, but for those that only make a client. */
export const awsFiles = sourceFiles('functions/aws').filter((path) => importedActions(path).length > 0);

/** The rooms of which a Lambda uses single functions: the calls of AWS, and the steps that combine them. */
const CALLED_ROOMS = ['functions/aws/', 'functions/steps/'];

/** The rooms whose code calls AWS on behalf of a Lambda. */
const SHARED_ROOMS = ['functions/middleware/', 'functions/confirming/', 'functions/steps/'];

const known = new Map<string, AwsCall[]>();

/** What a Lambda calls by what it, or the rooms that it shares with others, import of those rooms, each once and in order. */
export function awsCallsOf(path: string): AwsCall[] {
  const calls = known.get(path) ?? findCalls(path);
  known.set(path, calls);
  return calls;
}

function findCalls(path: string): AwsCall[] {
  const calls = [path, ...sharedBy(path).filter((file) => !isCalledRoom(file))].flatMap((file) =>
    importsOf(file)
      .map(({ from, names }) => ({ file: posix.join(posix.dirname(file), from), names }))
      .filter(({ file: imported }) => isCalledRoom(imported))
      .flatMap(({ file: imported, names }) => names.flatMap((name) => callsOfExport(imported, name))),
  );
  return unique(calls.map((call) => ({ ...call, keys: ownKeys(call.keys, path) })));
}

/** What a function has read of accounts is kept under its name, which it hands over itself. */
function ownKeys(keys: string, path: string): string {
  return keys === 'ACCOUNT#' ? `ACCOUNT#${posix.basename(path, '.ts')}#` : keys;
}

/** The commands that the file imports from the SDK, as IAM actions. */
export function importedActions(path: string): string[] {
  return importsOf(path).flatMap(({ from, names }) =>
    names.filter((name) => CALLING.test(name)).map((name) => actionOf(from, name)),
  );
}

/** What the functions of a file call themselves. */
export function callsMadeIn(path: string): AwsCall[] {
  return declarationsOf(path).flatMap(directCalls);
}

/** The files of those rooms that a file uses. */
export function sharedBy(path: string, seen = new Set<string>()): string[] {
  const files = importsOf(path)
    .filter(({ from, names }) => from.startsWith('.') && names.length > 0)
    .map(({ from }) => posix.join(posix.dirname(path), from))
    .filter((file) => SHARED_ROOMS.some((room) => file.startsWith(room)) && !seen.has(file));
  for (const file of files) {
    seen.add(file);
    sharedBy(file, seen);
  }
  return [...seen];
}

function isCalledRoom(path: string): boolean {
  return CALLED_ROOMS.some((room) => path.startsWith(room));
}

/** What an exported function of a file in those rooms calls, by itself or by functions that it calls. */
function callsOfExport(path: string, name: string): AwsCall[] {
  const declaration = declarationsOf(path).find((candidate) => candidate.name === name);
  if (!declaration) throw new Error(`${path} has no function ${name}`);
  return reachable(declaration).flatMap(directCalls);
}

/** The functions of a file, each with its text down to the next one. */
function declarationsOf(path: string): Declaration[] {
  const source = readSource(path);
  const starts = [...source.matchAll(/^(?:export )?(?:async )?function\*? (\w+)/gm)];
  return starts.map(({ index, 1: name = '' }, position) => ({
    path,
    name,
    body: source.slice(index, starts[position + 1]?.index),
  }));
}

function reachable(declaration: Declaration, seen = new Set<string>()): Declaration[] {
  const id = `${declaration.path} ${declaration.name}`;
  if (seen.has(id)) return [];
  seen.add(id);
  return [
    declaration,
    ...[...helpersOf(declaration), ...importedHelpersOf(declaration)].flatMap((called) => reachable(called, seen)),
  ];
}

function directCalls(declaration: Declaration): AwsCall[] {
  const helpers = helpersOf(declaration).filter((helper) => commandsIn(helper).length === 0);
  return commandsIn(declaration).flatMap((command) => {
    const action = actionOf(packageOf(declaration.path, command), command);
    return keysOf(action, [declaration, ...helpers]).map((keys) => ({ action, keys }));
  });
}

/** The keys that a call of this action touches, as the functions that make it write them. */
function keysOf(action: string, within: Declaration[]): string[] {
  if (!action.startsWith('dynamodb:')) return [''];
  const isOfInventory = within.some(({ path }) => readSource(path).includes("'INVENTORY_TABLE_NAME'"));
  if (isOfInventory && action !== 'dynamodb:Query') return [INVENTORY];
  const written = action === 'dynamodb:Query' ? /IndexName: '(\w+)'/g : /`([A-Z]+#)\$\{/g;
  const names = within.flatMap(({ body }) => [...body.matchAll(written)].map(([, name = '']) => name));
  return action === 'dynamodb:Query' ? names.map((name) => `index/${name}`) : names;
}

/** The functions of the same file that this one calls. */
function helpersOf({ path, name, body }: Declaration): Declaration[] {
  return declarationsOf(path).filter((other) => other.name !== name && isCalled(other.name, body));
}

/** The functions of other files in those rooms that this one calls. */
function importedHelpersOf({ path, body }: Declaration): Declaration[] {
  return importsOf(path)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from, bindings }) => ({ file: posix.join(posix.dirname(path), from), bindings }))
    .filter(({ file }) => isCalledRoom(file))
    .flatMap(({ file, bindings }) => {
      const called = bindings.filter(({ local }) => isCalled(local, body)).map(({ name }) => name);
      return declarationsOf(file).filter(({ name }) => called.includes(name));
    });
}

/** Called, perhaps with type arguments, or handed to a function that calls it. */
function isCalled(name: string, body: string): boolean {
  return new RegExp(`(?<![\\w)]\\.)\\b${name}(?:<\\w+>)?\\(|[(,] ?${name}[,)]`).test(body);
}

function commandsIn({ body }: Declaration): string[] {
  return [...body.matchAll(/new (\w+Command)\(|\b(paginate\w+)\(/g)].map(
    ([, command, paginator]) => command ?? paginator ?? '',
  );
}

function packageOf(path: string, command: string): string {
  const found = importsOf(path).find(({ names }) => names.includes(command));
  if (!found) throw new Error(`${path} does not import ${command}`);
  return found.from;
}

function actionOf(from: string, command: string): string {
  const service = SERVICES[from];
  if (service === undefined) throw new Error(`which IAM service is ${from}?`);
  const operation = command.replace(/Command$|^paginate/, '');
  return `${service}:${service === 'dynamodb' && ITEM_COMMANDS.has(operation) ? `${operation}Item` : operation}`;
}

function unique(calls: AwsCall[]): AwsCall[] {
  const byText = new Map(calls.map((call) => [`${call.action} ${call.keys}`, call]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}
