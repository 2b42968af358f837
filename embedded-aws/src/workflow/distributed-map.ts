import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../json.ts';
import type { StateTry } from './attempt.ts';
import { ChildInputs, readBatchSize } from './child-inputs.ts';
import { DATA_LIMIT_BYTES, dataLimitError, exceedsDataLimit } from './data-limit.ts';
import { evaluateInput } from './evaluate.ts';
import { readItems } from './item-reader.ts';
import { itemsOf } from './map-items.ts';
import { labelOf } from './map-label.ts';
import { checkMayRun } from './map-permissions.ts';
import type { MapRun } from './map-run.ts';
import { runChildren } from './map-run-work.ts';
import { readMapSettings } from './map-settings.ts';
import { type ResultWriter, resultWriter } from './result-writer.ts';
import type { MapRunStanding } from './standing.ts';
import { errorDetails, markError, toWorkflowError, type WorkflowError } from './workflow-error.ts';

/** Runs a distributed Map, or goes on with its run, and returns its children's outputs, or where they were written. */
export async function runDistributedMap(run: StateTry): Promise<unknown> {
  const { thread, attempt } = run;
  const input = await evaluateInput(run.state.fields, run.input, run.context);
  const items = isObject(run.state.fields['ItemReader']) ? undefined : await itemsOf(run, input);
  const mapRun = await openMapRun(run, input, items?.length ?? 0);
  const inputs = new ChildInputs(run, input);
  const writer = await resultWriter(run, input, { mapRun, inputs });
  const work = { run, input, items, mapRun, inputs, writer };
  thread.mapRun = mapRun;
  // The execution's own end comes first: what a killed process leaves running is aborted by the next one.
  const forget = thread.onEnd(() => queueMicrotask(() => abort(work)));
  try {
    const result = await thread.until(complete(work));
    const noted = run.standing?.mapRun?.noted ?? [];
    for (const type of SUCCESS) if (!noted.includes(type)) attempt.note(thread, type);
    return result;
  } catch (thrown) {
    const error = toWorkflowError(thrown);
    await thread.until(fail(work, error));
    throw error;
  } finally {
    thread.mapRun = undefined;
    forget();
  }
}

const SUCCESS = ['MapRunSucceeded', 'MapStateSucceeded'];

interface Work {
  run: StateTry;
  /** The Map's input after its `InputPath`. */
  input: unknown;
  /** The items that are in the input, if they are. */
  items: unknown[] | undefined;
  mapRun: MapRun;
  inputs: ChildInputs;
  writer: ResultWriter | undefined;
}

/** The run that the state was in, or another one. */
async function openMapRun(run: StateTry, input: unknown, length: number): Promise<MapRun> {
  const { attempt, thread, state, standing, retried } = run;
  const { mapRuns, execution } = attempt;
  const settings = await readMapSettings(run, input);
  const plan = { label: labelOf(state), execution: execution.name, state: state.name, settings };
  const begin = (id: string) => mapRuns.begin({ ...plan, id, definition: execution.definition });
  if (standing?.mapRun) {
    const known = mapRuns.find(standing.mapRun.id) ?? begin(standing.mapRun.id);
    redriveIfWanted(run, known, standing.mapRun);
    return known;
  }
  if (!standing?.children) {
    const details = { mapStateStartedEventDetails: { length } };
    attempt.note(thread, 'MapStateStarted', details, { error: retried && markError(retried) });
  }
  const id = randomUUID();
  const mapRunArn = mapRuns.arnOf({ ...plan, id });
  attempt.note(thread, 'MapRunStarted', { mapRunStartedEventDetails: { mapRunArn } }, { mapRun: id });
  return begin(id);
}

function redriveIfWanted({ attempt, thread }: StateTry, mapRun: MapRun, standing: MapRunStanding): void {
  if (mapRun.status === 'SUCCEEDED') return;
  if (standing.isRedriven) {
    const mapRunArn = attempt.mapRuns.arnOf(mapRun.plan);
    const details = { mapRunArn, redriveCount: mapRun.redrives.length + 1 };
    attempt.note(thread, 'MapRunRedriven', { mapRunRedrivenEventDetails: details });
    mapRun.redrive();
  } else if (mapRun.redrives.length < standing.redriveCount) mapRun.redrive();
}

/** Runs what has not been run, and returns the Map's result. */
async function complete({ run, input, items, mapRun, inputs, writer }: Work): Promise<unknown> {
  if (mapRun.ended?.error) throw mapRun.ended.error;
  if (!mapRun.ended) {
    checkMayRun(run, mapRun);
    writer?.check();
    if (!mapRun.items) mapRun.have(items ?? (await readItems(run, input)), await readBatchSize(run, input));
    await runChildren(mapRun, inputs);
  }
  const result = writer ? await writer.write() : childOutputs(mapRun, run.state.name);
  mapRun.end('SUCCEEDED');
  return result;
}

/** The outputs of the children that have succeeded. */
function childOutputs(mapRun: MapRun, stateName: string): unknown[] {
  const outputs: unknown[] = [];
  let bytes = 0;
  for (const child of mapRun.inOrder) {
    if (child.status !== 'SUCCEEDED') continue;
    const { output } = child.execution;
    bytes += Buffer.byteLength(JSON.stringify(output) ?? '');
    if (bytes > DATA_LIMIT_BYTES) throw dataLimitError(stateName, 'result');
    outputs.push(output);
  }
  if (exceedsDataLimit(outputs)) throw dataLimitError(stateName, 'result');
  return outputs;
}

async function fail({ run: { attempt, thread }, mapRun, writer }: Work, error: WorkflowError): Promise<void> {
  mapRun.end('FAILED', error);
  await writeWhatThereIs(mapRun, writer);
  const mapRunFailedEventDetails: JsonObject = errorDetails(error);
  attempt.note(thread, 'MapRunFailed', { mapRunFailedEventDetails }, { error: markError(error) });
}

function abort({ run, mapRun, writer }: Work): void {
  if (run.attempt.mapRuns.abort(mapRun)) void writeWhatThereIs(mapRun, writer);
}

/** A Map run that doesn't succeed writes its results too. */
async function writeWhatThereIs(mapRun: MapRun, writer: ResultWriter | undefined): Promise<void> {
  if (!writer || !mapRun.items) return;
  try {
    await writer.write();
  } catch {
    // The error that the run ended with is the one to tell.
  }
}
