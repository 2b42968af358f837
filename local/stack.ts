import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedAws, startEmbeddedAws } from './embedded-aws.ts';
import { CallLog } from './endpoint/call-log.ts';
import type { Controlled, Health } from './endpoint/control.ts';
import { Faults } from './endpoint/faults.ts';
import { TicketDesk } from './endpoint/ticket-desk.ts';
import { isObject, parseJson } from './json.ts';
import { type FunctionsHost, startFunctions } from './lambda/functions-host.ts';
import type { Invoke } from './lambda/invoker.ts';
import { placeIn } from './place.ts';
import type { Settings } from './settings.ts';
import type { FunctionModel } from './template/function-models.ts';
import { readStackModel, type StackModel } from './template/stack-model.ts';
import { Template } from './template/template.ts';

/** What a stack is started from. */
export interface StackOptions {
  settings: Settings;
  /** The packaged service. */
  packageDir: string;
  /** Where the stack may make a directory of its own, inside the repository. */
  localDir: string;
  /** Called when the functions' process ends by itself. */
  onExit(error: Error): void;
}

/** A running stack. */
export interface Stack {
  health: Health;
  stop(): Promise<void>;
}

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** Starts everything that the compiled template declares. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, localDir } = options;
  const model = await readModel(options);
  const controlled = emptyControls();
  const functions = new LateFunctions();
  await mkdir(localDir, { recursive: true });
  const runDir = await mkdtemp(join(localDir, 'run-'));
  const [endpoint, host] = await Promise.allSettled([
    startEmbeddedAws(model, controlled, functions.invoke, settings),
    startFunctions({
      place: placeIn(settings.runsIn),
      functions: model.functions,
      packageDir: options.packageDir,
      runDir,
      httpPort: settings.httpPort,
      environment: (fn) => functionEnvironment(fn, settings),
      onExit: options.onExit,
    }),
  ]);
  const stop = async () => {
    if (host.status === 'fulfilled') await host.value.stop();
    if (endpoint.status === 'fulfilled') endpoint.value.server.close().closeAllConnections();
    await rm(runDir, { recursive: true, force: true });
  };
  if (endpoint.status === 'rejected' || host.status === 'rejected') {
    await stop();
    throw endpoint.status === 'rejected' ? endpoint.reason : host.status === 'rejected' ? host.reason : undefined;
  }
  functions.host = host.value;
  const stopSchedules = endpoint.value.startSchedules();
  controlled.health = readyHealth(model, endpoint.value, settings);
  return {
    health: controlled.health,
    stop: () => {
      stopSchedules();
      return stop();
    },
  };
}

function emptyControls(): Controlled {
  return { faults: new Faults(), calls: new CallLog(), tickets: new TicketDesk(), events: [], health: undefined };
}

function readyHealth({ eventBusNames }: StackModel, { stateMachineArn }: EmbeddedAws, settings: Settings): Health {
  return {
    status: 'ready',
    stateMachineArn,
    eventBusName: eventBusNames[0] ?? 'default',
    httpApiUrl: `http://localhost:${settings.httpPort}`,
    inboxUrl: `http://localhost:${settings.inboxPort}`,
  };
}

/** The functions, for those who invoke them and are there first. */
class LateFunctions {
  host: FunctionsHost | undefined;

  readonly invoke: Invoke = (name, payload) => {
    if (!this.host) throw new Error('The functions have not started yet');
    return this.host.invoke(name, payload);
  };
}

async function readModel({ settings, packageDir }: StackOptions): Promise<StackModel> {
  const parsed = parseJson(await readFile(join(packageDir, TEMPLATE), 'utf8'));
  if (!parsed || !isObject(parsed.value)) throw new Error(`${packageDir} holds no compiled template`);
  const addresses = {
    place: placeIn(settings.runsIn),
    httpApiUrl: `http://localhost:${settings.httpPort}`,
    awsEndpointUrl: `http://localhost:${settings.awsPort}`,
  };
  return readStackModel(new Template(parsed.value, addresses));
}

/** A function finds the endpoint by AWS_ENDPOINT_URL, and signs with its own name, so that its role can be checked. */
function functionEnvironment({ name }: FunctionModel, { awsPort }: Settings): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
