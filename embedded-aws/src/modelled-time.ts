import { pathToFileURL } from 'node:url';
import { useClock } from './clock/clock.ts';
import { ModelledClock } from './clock/modelled-clock.ts';
import type { AnswerCall } from './endpoint/endpoint.ts';
import type { ModelledControls } from './endpoint/modelled-pages.ts';
import { LOCAL_KEYS } from './iam/local-user.ts';
import type { KeptState } from './kept/kept-state.ts';
import type { ThreadWorld } from './lambda/modelled-thread.ts';
import { Scripts } from './lambda/scripts.ts';
import type { LambdaModel, StackOptions } from './stack-options.ts';

/** The time of a stack that models it, and what lives in it. */
export interface Modelled extends ModelledControls {
  world: ThreadWorld;
  /** Lets the endpoint answer the threads, once it is there. */
  haveEndpoint(answer: AnswerCall): void;
  /** Brings back the clock of the machine. */
  stop(): void;
}

/** Lets this process go by a modelled clock, from where an earlier run was. */
export function startModel(options: StackOptions, { clockSpeed, scriptsDir }: LambdaModel, kept: KeptState): Modelled {
  const moment = kept.moment('clock');
  const clock = new ModelledClock({ speed: clockSpeed, startsAt: moment.read() ?? Date.now(), keep: moment.write });
  const restore = useClock(clock);
  const { promise: answering, resolve: haveEndpoint } = Promise.withResolvers<AnswerCall>();
  const world: ThreadWorld = {
    clock,
    endpoint: `127.0.0.1:${options.awsPort}`,
    answer: async (request) => (await answering)(request),
    log: options.log,
  };
  const directory = scriptsDir === undefined ? undefined : pathToFileURL(`${scriptsDir}/`);
  const environment = clientEnvironment(options, LOCAL_KEYS.accessKeyId);
  return {
    world,
    clock,
    haveEndpoint,
    scripts: directory && new Scripts({ world, directory, environment }),
    stop: () => {
      clock.stop();
      restore();
    },
  };
}

/** With what a client of the AWS SDK finds the endpoint, and who it is there. */
export function clientEnvironment({ awsPort }: StackOptions, accessKeyId: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
