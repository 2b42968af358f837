import { expect, test } from 'vitest';
import { prepareDefinition } from '../../../src/workflow/prepare-definition.ts';
import { distributedMap, TASK } from './map-fixture.ts';

const READER = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } };
const WRITER = { Resource: 'arn:aws:states:::s3:putObject' };
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };

function processor(ProcessorConfig: object, States: object = { B: TASK }): object {
  return { ItemProcessor: { ProcessorConfig, StartAt: 'B', States } };
}

function read(ReaderConfig: object, more: object = {}): object {
  return { ItemsPath: undefined, ItemReader: { ...READER, ReaderConfig, ...more } };
}

const INLINE = { ...processor({ Mode: 'INLINE' }), Label: undefined };

test.each([
  ['another mode', processor({ Mode: 'FAST' }), 'the mode FAST'],
  ['Express children', processor({ ...DISTRIBUTED, ExecutionType: 'EXPRESS' }), 'EXPRESS of a distributed Map'],
  ['a reader of an inline Map', { ...INLINE, ItemReader: READER }, 'ItemReader of an inline Map'],
  ['a label of an inline Map', { ...INLINE, Label: 'L' }, 'Label of an inline Map'],
  ['a distributed Map within one', processor(DISTRIBUTED, { B: distributedMap({ Label: 'L' }) }), 'inside of'],
  ['a label with a space', { Label: 'a b' }, 'the label a b'],
  ['a label that is too long', { Label: 'x'.repeat(41) }, 'the label xxx'],
  [
    'another source of items',
    read({ InputType: 'JSON' }, { Resource: 'arn:aws:states:::dynamodb:scan' }),
    'dynamodb:scan',
  ],
  ['another format of items', read({ InputType: 'PARQUET' }), 'the InputType PARQUET'],
  ['no format of items', read({}), 'no InputType'],
  ['a field of the reader', read({ InputType: 'JSON', ItemsPointer: '/a' }), 'ItemsPointer of ReaderConfig'],
  ['items in both places', { ItemReader: READER }, 'ItemsPath beside an ItemReader'],
  ['batches by size', { ItemBatcher: { MaxInputBytesPerBatch: 1000 } }, 'MaxInputBytesPerBatch of ItemBatcher'],
  ['another target of results', { ResultWriter: { Resource: 'arn:aws:states:::sqs:sendMessage' } }, 'sqs:sendMessage'],
  ['another format of results', { ResultWriter: { ...WRITER, WriterConfig: { OutputType: 'CSV' } } }, 'OutputType CSV'],
  [
    "the Map's item in a child",
    processor(DISTRIBUTED, { B: { ...TASK, Parameters: { 'x.$': '$$.Map.Item.Value' } } }),
    'no Map here',
  ],
])('refuses %s, by name', (_what, map, name) => {
  const States = JSON.parse(JSON.stringify({ A: distributedMap(map) }));
  expect(() => prepareDefinition({ StartAt: 'A', States })).toThrow(name);
});

test('refuses the label of another Map', () => {
  const States = { A: distributedMap(), B: distributedMap({}, { C: TASK }) };
  expect(() => prepareDefinition({ StartAt: 'A', States })).toThrow('the label Each of another Map');
});
