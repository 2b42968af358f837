import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { working } from './clock/clock.ts';
import { CompactList } from './compact-list.ts';
import { CallLog } from './endpoint/call-log.ts';
import type { Controlled, Health } from './endpoint/control.ts';
import { Faults } from './endpoint/faults.ts';
import { KeptState } from './kept/kept-state.ts';
import { type FunctionsHost, startFunctions } from './lambda/functions-host.ts';
import type { Invoke } from './lambda/invoker.ts';
import { SendingAccount } from './mail/sending-account.ts';
import { clientEnvironment, type Modelled, startModel } from './modelled-time.ts';
import { Organization } from './services/organizations/organization.ts';
import { StackAccount } from './stack-account.ts';
import type { StackOptions } from './stack-options.ts';
import { type RunningServices, startServices } from './start-services.ts';
import type { FunctionModel } from './template/function-models.ts';
import { readStackModel, type StackModel } from './template/stack-model.ts';
import { Template } from './template/template.ts';

/** A running stack. */
export interface Stack {
  health: Health;
  stop(): Promise<void>;
}

/**
 * Starts everything that the template declares.
 * @throws Error whose name begins with `Unsupported` for anything that the embedded AWS doesn't support
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const kept = new KeptState(options.stateDir);
  const organization = new Organization(options.organization, kept.map('moved-accounts'), kept.map('tags'));
  const account = stackAccount(options.accountId, organization);
  const model = readModel(options, account);
  const modelled = options.lambda && startModel(options, options.lambda, kept);
  const controlled = emptyControls(options, modelled);
  const functions = new LateFunctions();
  await mkdir(options.workDir, { recursive: true });
  const runDir = await mkdtemp(join(options.workDir, `run-${process.pid}-`));
  const starting = Promise.allSettled([
    startServices({
      ...options,
      ...{ model, account, organization, controlled, kept },
      invoke: functions.invoke,
      onAnswers: modelled?.haveEndpoint,
    }),
    startFunctions({
      ...options,
      account,
      runDir,
      functions: model.functions,
      environment: environmentFor(options),
      lambda: options.lambda && modelled && { ...options.lambda, world: modelled.world },
    }),
  ]);
  const [services, host] = await working(starting);
  const stop = async () => {
    await modelled?.scripts?.stop();
    if (host.status === 'fulfilled') await host.value.stop();
    if (services.status === 'fulfilled') await services.value.stop();
    kept.close();
    modelled?.stop();
    await rm(runDir, { recursive: true, force: true });
  };
  if (services.status === 'rejected' || host.status === 'rejected') {
    await stop();
    throw services.status === 'rejected' ? services.reason : host.status === 'rejected' ? host.reason : undefined;
  }
  functions.haveStarted(host.value);
  controlled.endThreads = host.value.endThreads;
  services.value.startSchedules();
  controlled.health = readyHealth(model, services.value, options);
  return { health: controlled.health, stop };
}

function stackAccount(id: string, { accounts, id: organizationId }: Organization): StackAccount {
  return new StackAccount(id, accounts.has(id) ? organizationId : null);
}

function emptyControls({ standIns }: StackOptions, modelled: Modelled | undefined): Controlled {
  return {
    faults: new Faults(),
    calls: new CallLog(),
    standIns,
    sendingAccount: new SendingAccount(),
    events: new CompactList(),
    modelled,
    endThreads: async () => ({ ended: 0, running: 0 }),
    health: undefined,
  };
}

function readyHealth(
  { eventBusNames }: StackModel,
  { stateMachineArn }: RunningServices,
  { httpPort, inboxPort }: StackOptions,
): Health {
  return {
    status: 'ready',
    stateMachineArn,
    eventBusName: eventBusNames[0] ?? 'default',
    httpApiUrl: `http://localhost:${httpPort}`,
    inboxUrl: `http://localhost:${inboxPort}`,
  };
}

/** The functions, for those that start earlier: what they invoke waits until the functions are there. */
class LateFunctions {
  readonly #started = Promise.withResolvers<FunctionsHost>();

  readonly invoke: Invoke = async (name, payload) => (await this.#started.promise).invoke(name, payload);

  haveStarted(host: FunctionsHost): void {
    this.#started.resolve(host);
  }
}

function readModel(options: StackOptions, account: StackAccount): StackModel {
  const { template, httpPort, awsPort, secretValues, stackName } = options;
  const httpApiUrl = `http://localhost:${httpPort}`;
  const awsEndpointUrl = `http://localhost:${awsPort}`;
  return readStackModel(new Template(template, { account, stackName, httpApiUrl, awsEndpointUrl, secretValues }));
}

/**
 * A function finds the endpoint by AWS_ENDPOINT_URL and signs with its own name, so that its role can be enforced. By TIME_SCALE
 * it knows how long a second of the state machine lasts.
 */
function environmentFor(options: StackOptions): (model: FunctionModel) => Record<string, string> {
  return ({ name }) => ({ TIME_SCALE: String(options.timeScale), ...clientEnvironment(options, name) });
}
