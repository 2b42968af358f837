import { basename } from 'node:path';
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
  '@aws-sdk/client-organizations': 'organizations',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-sesv2': 'ses',
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-sts': 'sts',
  '@aws-sdk/lib-dynamodb': 'dynamodb',
};

/** The document client's names for DynamoDB's operations. */
const ITEM_COMMANDS = new Set(['Get', 'Put', 'Delete', 'Update']);

interface Declaration {
  name: string;
  body: string;
}

/** What a Lambda calls by the functions that it imports from `functions/aws`, each once and in order. */
export function awsCallsOf(path: string): AwsCall[] {
  const calls = importsOf(path)
    .filter(({ from }) => from.startsWith('./aws/'))
    .flatMap(({ from, names }) => names.flatMap((name) => callsOfExport(`functions/aws/${basename(from)}`, name)));
  return unique(calls);
}

/** The commands that the file imports from the SDK, as IAM actions. */
export function importedActions(path: string): string[] {
  return importsOf(path).flatMap(({ from, names }) =>
    names.filter((name) => name.endsWith('Command')).map((name) => actionOf(from, name)),
  );
}

export const awsFiles = sourceFiles('functions/aws');

/** What an exported function of a file in `functions/aws` calls, by itself or by the functions beside it. */
export function callsOfExport(path: string, name: string): AwsCall[] {
  const declarations = declarationsOf(path);
  if (!declarations.some((declaration) => declaration.name === name))
    throw new Error(`${path} has no function ${name}`);
  return unique(reachable(name, declarations).flatMap((declaration) => directCalls(path, declaration, declarations)));
}

/** The functions of a file, each with its text down to the next one. */
export function declarationsOf(path: string): Declaration[] {
  const source = readSource(path);
  const starts = [...source.matchAll(/^(?:export )?(?:async )?function\*? (\w+)/gm)];
  return starts.map(({ index, 1: name = '' }, position) => ({
    name,
    body: source.slice(index, starts[position + 1]?.index),
  }));
}

function reachable(name: string, declarations: Declaration[], seen = new Set<string>()): Declaration[] {
  const declaration = declarations.find((candidate) => candidate.name === name);
  if (!declaration || seen.has(name)) return [];
  seen.add(name);
  return [
    declaration,
    ...calledBy(declaration, declarations).flatMap((called) => reachable(called.name, declarations, seen)),
  ];
}

function directCalls(path: string, declaration: Declaration, declarations: Declaration[]): AwsCall[] {
  const commands = commandsIn(declaration);
  const helpers = calledBy(declaration, declarations).filter((helper) => commandsIn(helper).length === 0);
  return commands.flatMap((command) => {
    const action = actionOf(packageOf(path, command), command);
    return keysOf(action, [declaration, ...helpers]).map((keys) => ({ action, keys }));
  });
}

/** The keys that a call of this action touches, as the functions that make it write them. */
function keysOf(action: string, within: Declaration[]): string[] {
  if (!action.startsWith('dynamodb:')) return [''];
  const written = action === 'dynamodb:Query' ? /IndexName: '(\w+)'/g : /`([A-Z]+#)\$\{/g;
  const names = within.flatMap(({ body }) => [...body.matchAll(written)].map(([, name = '']) => name));
  return action === 'dynamodb:Query' ? names.map((name) => `index/${name}`) : names;
}

function calledBy({ name, body }: Declaration, declarations: Declaration[]): Declaration[] {
  return declarations.filter((other) => other.name !== name && new RegExp(`\\b${other.name}\\(`).test(body));
}

function commandsIn({ body }: Declaration): string[] {
  return [...body.matchAll(/new (\w+Command)\(/g)].map(([, command = '']) => command);
}

function packageOf(path: string, command: string): string {
  const found = importsOf(path).find(({ names }) => names.includes(command));
  if (!found) throw new Error(`${path} imports no ${command}`);
  return found.from;
}

function actionOf(from: string, command: string): string {
  const service = SERVICES[from];
  if (service === undefined) throw new Error(`which IAM service is ${from}?`);
  const operation = command.replace(/Command$/, '');
  return `${service}:${service === 'dynamodb' && ITEM_COMMANDS.has(operation) ? `${operation}Item` : operation}`;
}

function unique(calls: AwsCall[]): AwsCall[] {
  const byText = new Map(calls.map((call) => [`${call.action} ${call.keys}`, call]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}
