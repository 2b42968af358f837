import { AwsError } from '../endpoint/aws-error.ts';
import { isObject, type JsonObject, numberAt, objectAt, parseJson, textAt } from '../json.ts';
import type { StateTry } from './attempt.ts';
import { evaluateInput, evaluatePaths } from './evaluate.ts';
import type { MapServices } from './map-services.ts';
import { serviceError } from './service-error.ts';
import { WorkflowError } from './workflow-error.ts';

/** Reads the items of a distributed Map from S3. @throws WorkflowError named `States.ItemReaderFailed` */
export async function readItems({ attempt, state, context }: StateTry, input: unknown): Promise<unknown[]> {
  const { Resource, Parameters, ReaderConfig } = objectAt(state.fields, 'ItemReader');
  const given = await evaluateInput({ Parameters: Parameters ?? {} }, input, context);
  const config = isObject(ReaderConfig) ? ReaderConfig : {};
  const { most = config['MaxItems'] } = await evaluatePaths({ most: config['MaxItemsPath'] }, input, context);
  const parameters = isObject(given) ? given : {};
  const { mapServices } = attempt.settings;
  const items = String(Resource).endsWith(':listObjectsV2')
    ? calling(() => listItems(mapServices, parameters))
    : itemsIn(calling(() => readObject(mapServices, parameters)).toString(), config['InputType']);
  return items.slice(0, numberAt({ most }, 'most') || undefined);
}

function readObject(services: MapServices, parameters: JsonObject): Buffer {
  return services.readObject(textAt(parameters, 'Bucket') ?? '', textAt(parameters, 'Key') ?? '');
}

function listItems(services: MapServices, parameters: JsonObject): unknown[] {
  const objects = services.listObjects(textAt(parameters, 'Bucket') ?? '', textAt(parameters, 'Prefix') ?? '');
  return objects.map(({ key: Key, size: Size, etag: Etag, lastModified }) => {
    return { Etag, Key, LastModified: Math.floor(lastModified.getTime() / 1000), Size, StorageClass: 'STANDARD' };
  });
}

function calling<Value>(call: () => Value): Value {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw failed(serviceError('S3', error).message);
  }
}

function itemsIn(text: string, inputType: unknown): unknown[] {
  if (inputType !== 'JSONL') return listOf(parsed(text, 'the object'));
  return text.split('\n').flatMap((line, index) => (line.trim() ? [parsed(line, `line ${index + 1}`)] : []));
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw failed('Attempting to map over non-iterable node.');
}

function parsed(text: string, place: string): unknown {
  const json = parseJson(text);
  if (!json) throw failed(`Unable to parse ${place} as JSON.`);
  return json.value;
}

function failed(cause: string): WorkflowError {
  return new WorkflowError('States.ItemReaderFailed', cause);
}
