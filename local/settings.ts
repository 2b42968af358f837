import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject, parseJson } from 'embedded-aws/json.ts';
import { DEFAULT_CONCURRENCY } from 'embedded-aws/lambda/default-concurrency.ts';
import { ACCOUNT_QUOTAS, type AccountQuotas } from 'embedded-aws/services/account/quotas.ts';
import type { LambdaModel } from 'embedded-aws/stack-options.ts';
import type { DeploymentParams } from './package/deployment-params.ts';
import { ACCOUNT_KINDS, type AccountKind } from './runs-in.ts';

export interface Settings {
  httpPort: number;
  awsPort: number;
  inboxPort: number;
  /** Of the identity provider, which runs if a rule of the policy wants approvers to sign in. */
  signInPort: number;
  /** Multiplies retry intervals, waits and task timeouts of the state machine. */
  timeScale: number;
  accountQuotas: AccountQuotas;
  /** Set when as many tasks run as on AWS, in modelled time. */
  lambda: LambdaModel | undefined;
  /** The account that the stack runs in. */
  runsIn: AccountKind;
  /** How many accounts the organization has besides its fixed ones. */
  organizationSize: number;
  /** Parameters of a deployment, as `--param` sets them. */
  deploymentParams: DeploymentParams;
  /** Another policy than the repository's own. */
  policyFile: string | undefined;
  /** An existing package. */
  packageDir: string | undefined;
  /** Where state is kept for the next run; without it, it ends with the run. */
  stateDir: string | undefined;
}

/** Where AWS SDKs and the demo look for the AWS endpoint unless they are told. */
export const DEFAULT_AWS_PORT = 4566;

const DEFAULT_ORGANIZATION_SIZE = 1000;
const LARGEST_ORGANIZATION = 50_000;

/** A variable of the environment has a value that cannot be used. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings from the environment.
 * @throws SettingsError naming the variable and its valid values
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const settings = {
    httpPort: readPort(environment, 'HTTP_PORT', 3000),
    awsPort: readPort(environment, 'AWS_PORT', DEFAULT_AWS_PORT),
    inboxPort: readPort(environment, 'INBOX_PORT', 8005),
    signInPort: readPort(environment, 'SIGN_IN_PORT', 8006),
    timeScale: readTimeScale(environment['TIME_SCALE']),
    accountQuotas: readChoice(environment, 'ACCOUNT_QUOTAS', ACCOUNT_QUOTAS),
    lambda: readLambda(environment),
    runsIn: readChoice(environment, 'RUNS_IN', ACCOUNT_KINDS),
    organizationSize: readOrganizationSize(environment['ORGANIZATION_SIZE']),
    deploymentParams: readParams(environment),
    policyFile: readPath(environment, 'POLICY_FILE'),
    packageDir: readPath(environment, 'PACKAGE_DIR'),
    stateDir: environment['STATE_DIR'] ? resolve(environment['STATE_DIR']) : undefined,
  };
  const ports = [settings.httpPort, settings.awsPort, settings.inboxPort, settings.signInPort];
  if (new Set(ports).size < ports.length) {
    throw new SettingsError('HTTP_PORT, AWS_PORT, INBOX_PORT and SIGN_IN_PORT must be four different ports');
  }
  return settings;
}

/** How many tasks run at a time: as many as the machine can, or as many as Lambda lets run. */
const TASKS_AT_ONCE = ['cores', 'lambda'] as const;

function readLambda(environment: Record<string, string | undefined>): LambdaModel | undefined {
  const model = {
    concurrency: readWhole(environment, 'LAMBDA_CONCURRENCY', DEFAULT_CONCURRENCY),
    clockSpeed: readWhole(environment, 'CLOCK_SPEED', 1),
  };
  if (readChoice(environment, 'TASKS_AT_ONCE', TASKS_AT_ONCE) === 'lambda') return model;
  const useless = ['LAMBDA_CONCURRENCY', 'CLOCK_SPEED'].find((name) => environment[name]);
  if (useless !== undefined) throw new SettingsError(`${useless} needs TASKS_AT_ONCE=lambda`);
  return undefined;
}

function readWhole(environment: Record<string, string | undefined>, name: string, fallback: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SettingsError(`${name} must be a whole number from 1 to 999999, not "${text}"`);
}

function readPort(environment: Record<string, string | undefined>, name: string, fallback: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new SettingsError(`${name} must be a port from 1 to 65535, not "${text}"`);
}

function readTimeScale(text: string | undefined): number {
  if (text === undefined || text === '') return 1;
  const scale = Number(text);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw new SettingsError(`TIME_SCALE must be a number above 0, for example 0.01, not "${text}"`);
}

function readOrganizationSize(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_ORGANIZATION_SIZE;
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 1 && size <= LARGEST_ORGANIZATION) return size;
  throw new SettingsError(`ORGANIZATION_SIZE must be a number from 1 to ${LARGEST_ORGANIZATION}, not "${text}"`);
}

/** One of several words, the first unless another is set. */
function readChoice<Word extends string>(
  environment: Record<string, string | undefined>,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = environment[name] || words[0];
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const quoted = words.map((candidate) => `"${candidate}"`);
  throw new SettingsError(`${name} must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}, not "${text}"`);
}

function readParams({ DEPLOYMENT_PARAMS: text }: Record<string, string | undefined>): DeploymentParams {
  if (text === undefined || text === '') return {};
  const params = parseJson(text)?.value;
  const values = isObject(params) ? Object.entries(params) : undefined;
  if (values?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    return Object.fromEntries(values);
  }
  throw new SettingsError(
    `DEPLOYMENT_PARAMS must be a JSON object of strings, for example {"githubCloses":"true"}, not ${text}`,
  );
}

function readPath(environment: Record<string, string | undefined>, name: string): string | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  if (existsSync(text)) return resolve(text);
  throw new SettingsError(`${name} names ${text}, which does not exist`);
}
