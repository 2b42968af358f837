import { AwsError } from '../endpoint/aws-error.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import type { StateTry } from './attempt.ts';
import type { ChildInputs } from './child-inputs.ts';
import { evaluateInput } from './evaluate.ts';
import { pendingResult, resultOf } from './map-results.ts';
import type { MapRun } from './map-run.ts';
import { serviceError } from './service-error.ts';
import { WorkflowError } from './workflow-error.ts';

/** Writes the results of a Map run's children. */
export interface ResultWriter {
  /** Checks that it can write. @throws WorkflowError named `States.ResultWriterFailed` */
  check(): void;
  /** Writes what there is, and returns where it is. @throws WorkflowError named `States.ResultWriterFailed` */
  write(): Promise<JsonObject>;
}

/** The writer of a distributed Map, if it has one. */
export async function resultWriter(
  run: StateTry,
  input: unknown,
  { mapRun, inputs }: { mapRun: MapRun; inputs: ChildInputs },
): Promise<ResultWriter | undefined> {
  const writer = run.state.fields['ResultWriter'];
  if (!isObject(writer)) return undefined;
  const given = await evaluateInput({ Parameters: objectAt(writer, 'Parameters') }, input, run.context);
  const parameters = isObject(given) ? given : {};
  const prefix = (textAt(parameters, 'Prefix') ?? '').replace(/\/$/, '');
  const bucket = textAt(parameters, 'Bucket') ?? '';
  const folder = prefix ? `${prefix}/${mapRun.plan.id}` : mapRun.plan.id;
  return new ObjectWriter(run, { mapRun, inputs, bucket, folder, config: objectAt(writer, 'WriterConfig') });
}

interface Target {
  mapRun: MapRun;
  inputs: ChildInputs;
  bucket: string;
  folder: string;
  config: JsonObject;
}

type ResultFile = { Key: string; Size: number };

class ObjectWriter implements ResultWriter {
  readonly #run: StateTry;
  readonly #target: Target;

  constructor(run: StateTry, target: Target) {
    this.#run = run;
    this.#target = target;
  }

  check(): void {
    const { bucket, folder } = this.#target;
    calling(() => this.#services.checkWritable(bucket, `${folder}/manifest.json`));
  }

  async write(): Promise<JsonObject> {
    const { mapRun, bucket, folder } = this.#target;
    const ended = mapRun.inOrder.filter(({ status }) => status !== 'RUNNING');
    const succeeded = ended.filter(({ status }) => status === 'SUCCEEDED');
    const failed = ended.filter(({ status }) => status !== 'SUCCEEDED');
    const resultsOf = (children: typeof ended) => children.flatMap((child) => this.#results(child));
    const ResultFiles = {
      FAILED: this.#writeFile('FAILED', resultsOf(failed)),
      PENDING: this.#writeFile('PENDING', await this.#pending()),
      SUCCEEDED: this.#writeFile('SUCCEEDED', resultsOf(succeeded)),
    };
    const MapRunArn = this.#run.attempt.mapRuns.arnOf(mapRun.plan);
    const manifest = { DestinationBucket: bucket, MapRunArn, ResultFiles };
    const Key = `${folder}/manifest.json`;
    this.#put(Key, Buffer.from(JSON.stringify(manifest)));
    return { MapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
  }

  get #services() {
    return this.#run.attempt.settings.mapServices;
  }

  #results(child: Parameters<typeof resultOf>[0]): string[] {
    return resultOf(child, textAt(this.#target.config, 'Transformation') ?? 'NONE').map((each) => JSON.stringify(each));
  }

  /** The children that have not begun. */
  async #pending(): Promise<string[]> {
    const { mapRun, inputs } = this.#target;
    const results: string[] = [];
    for (let index = 0; index < mapRun.length; index++) {
      if (mapRun.children.has(index)) continue;
      const names = this.#run.attempt.mapRuns.namesOf(mapRun, index);
      results.push(JSON.stringify(pendingResult(names, await inputs.inputOf(mapRun, index))));
    }
    return results;
  }

  #writeFile(status: string, results: string[]): ResultFile[] {
    if (results.length === 0) return [];
    const isLines = this.#target.config['OutputType'] === 'JSONL';
    const text = isLines ? results.map((result) => `${result}\n`).join('') : `[${results.join(',')}]`;
    const bytes = Buffer.from(text);
    const Key = `${this.#target.folder}/${status}_0.${isLines ? 'jsonl' : 'json'}`;
    this.#put(Key, bytes);
    return [{ Key, Size: bytes.length }];
  }

  #put(key: string, bytes: Buffer): void {
    calling(() => this.#services.writeObject(this.#target.bucket, key, bytes));
  }
}

function calling(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new WorkflowError('States.ResultWriterFailed', serviceError('S3', error).message);
  }
}
