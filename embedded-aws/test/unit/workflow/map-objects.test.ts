import { expect, test } from 'vitest';
import { bucketsOf, distributedMap } from './map-fixture.ts';
import { machineOf, named, type Payload } from './workflow-run.ts';

function readerOf(ReaderConfig: object | undefined, resource = 'getObject'): object {
  const ItemReader = {
    Resource: `arn:aws:states:::s3:${resource}`,
    Parameters: { Bucket: 'b', [resource === 'getObject' ? 'Key.$' : 'Prefix.$']: '$.key' },
    ...(ReaderConfig ? { ReaderConfig } : {}),
  };
  return distributedMap({ ItemsPath: undefined, ItemReader });
}

async function read(map: object, objects: Record<string, string>, input: object = {}, refused: string[] = []) {
  const { run, payloads } = machineOf(
    JSON.parse(JSON.stringify({ A: map })),
    (payload) => payload,
    {},
    { mapServices: bucketsOf(objects, refused) },
  );
  const execution = await run({ key: 'items', most: 1, ...input });
  return { execution, payloads };
}

const JSON_READER = readerOf({ InputType: 'JSON', MaxItemsPath: '$.limit' });

test('reads its items from a JSON array', async () => {
  const { execution } = await read(JSON_READER, { 'b/items': '[{"n":1},{"n":2},{"n":3}]' }, { limit: 2 });
  expect(execution.output).toEqual([{ n: 1 }, { n: 2 }]);
});

test('does not count the object among the data of a state', async () => {
  const large = JSON.stringify(Array.from({ length: 3 }, () => ({ text: 'x'.repeat(100_000) })));
  const { execution, payloads } = await read(JSON_READER, { 'b/items': large }, { limit: 9 });
  expect(payloads).toHaveLength(3);
  expect(execution.error).toBe('States.DataLimitExceeded');
});

test('reads its items from lines of JSON', async () => {
  const { execution } = await read(readerOf({ InputType: 'JSONL' }), { 'b/items': '{"n":1}\n\n{"n":2}\n' });
  expect(execution.output).toEqual([{ n: 1 }, { n: 2 }]);
});

test('takes the objects of a bucket as its items', async () => {
  const { execution } = await read(readerOf(undefined, 'listObjectsV2'), { 'b/items/1': 'one', 'b/other': 'two' });
  expect(execution.output).toEqual([
    { Etag: '"e"', Key: 'items/1', LastModified: 1, Size: 3, StorageClass: 'STANDARD' },
  ]);
});

test.each([
  ['there is no such object', {}, [], 'The specified key does not exist. (Service: Amazon S3; Status Code: 404;'],
  ['the object is no JSON', { 'b/items': '{' }, [], 'Unable to parse the object as JSON.'],
  ['the object is no list', { 'b/items': '{}' }, [], 'Attempting to map over non-iterable node.'],
  ['the role may not read it', { 'b/items': '[]' }, ['s3:GetObject'], 'not s3:GetObject on b/items'],
])('fails when %s', async (_condition, objects, refused, cause) => {
  const { execution, payloads } = await read(JSON_READER, objects, { limit: 9 }, refused);
  expect(execution).toMatchObject({ error: 'States.ItemReaderFailed', cause: expect.stringContaining(cause) });
  expect(payloads).toEqual([]);
});

const ITEMS = [{ n: 1 }, { n: 2 }, { n: 3 }];

function writerOf(WriterConfig?: object): object {
  return distributedMap({
    ToleratedFailureCountPath: '$.count',
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'b', 'Prefix.$': '$$.Execution.Name' },
      ...(WriterConfig ? { WriterConfig } : {}),
    },
  });
}

/** The second child fails. */
async function write(map: object, input: object, refused: string[] = []) {
  const objects: Record<string, string> = {};
  const work = ({ n }: Payload) => {
    if (n === 2) throw named('Bad');
    return [n];
  };
  const { run } = machineOf({ A: map }, work, {}, { mapServices: bucketsOf(objects, refused) });
  const execution = await run({ items: ITEMS, most: 1, count: 1, ...input });
  const file = (name: string) => Object.entries(objects).find(([key]) => key.endsWith(`/${name}`))?.[1] ?? '';
  return { execution, objects, file };
}

test('writes its results as Step Functions lays them out', async () => {
  const { execution, objects, file } = await write(writerOf(), {});
  const output = Object(execution.output);
  const id = String(output.MapRunArn).split(':').at(-1);
  const key = `execution-1/${id}/manifest.json`;
  expect(output).toEqual({ MapRunArn: expect.any(String), ResultWriterDetails: { Bucket: 'b', Key: key } });
  const fileOf = (name: string) => ({ Key: `execution-1/${id}/${name}`, Size: file(name).length });
  expect(JSON.parse(objects[`b/${key}`] ?? '')).toEqual({
    DestinationBucket: 'b',
    MapRunArn: output.MapRunArn,
    ResultFiles: { FAILED: [fileOf('FAILED_0.json')], PENDING: [], SUCCEEDED: [fileOf('SUCCEEDED_0.json')] },
  });
  expect(JSON.parse(file('SUCCEEDED_0.json'))).toMatchObject([
    { Status: 'SUCCEEDED', Input: '{"n":1}', Output: '[1]', RedriveStatus: 'NOT_REDRIVABLE' },
    { Status: 'SUCCEEDED', Input: '{"n":3}', Output: '[3]', ExecutionArn: expect.stringContaining('/Each:') },
  ]);
  expect(JSON.parse(file('FAILED_0.json'))).toMatchObject([
    { Status: 'FAILED', Input: '{"n":2}', Error: 'Bad', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' },
  ]);
});

test('writes what has not begun too when it fails', async () => {
  const { execution, file } = await write(writerOf(), { count: 0 });
  expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
  expect(JSON.parse(file('PENDING_0.json'))).toMatchObject([{ Status: 'PENDING', Input: '{"n":3}' }]);
  expect(JSON.parse(file('SUCCEEDED_0.json'))).toHaveLength(1);
});

test('writes no more than the outputs, one a line, when it is told to', async () => {
  const { file } = await write(writerOf({ OutputType: 'JSONL', Transformation: 'COMPACT' }), {});
  expect(file('SUCCEEDED_0.jsonl')).toBe('[1]\n[3]\n');
  expect(JSON.parse(file('FAILED_0.jsonl'))).toMatchObject({ Error: 'Bad' });
});

test('writes the elements of the outputs when it is told to', async () => {
  const { file } = await write(writerOf({ OutputType: 'JSON', Transformation: 'FLATTEN' }), {});
  expect(file('SUCCEEDED_0.json')).toBe('[1,3]');
});

test('begins no child when it could not write the results', async () => {
  const { execution, objects } = await write(writerOf(), {}, ['s3:PutObject']);
  expect(execution).toMatchObject({
    error: 'States.ResultWriterFailed',
    cause: expect.stringContaining('s3:PutObject'),
  });
  expect(objects).toEqual({});
});
