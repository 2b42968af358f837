import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { integrationOf, refuse } from './supported-states.ts';

/** Where a Map is. */
interface MapPosition {
  /** The labels of all distributed Maps so far. */
  labels: Set<string>;
  /** Whether it is run by children of a distributed Map. */
  isChild: boolean;
}

/** What only a distributed Map has. */
const DISTRIBUTED_FIELDS = [
  ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label', 'ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ...['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
];

/** The fields within fields, as far as they are run; all others are refused. */
const FIELDS: Record<string, string[]> = {
  ItemReader: ['Resource', 'Parameters', 'ReaderConfig'],
  ReaderConfig: ['InputType', 'MaxItems', 'MaxItemsPath'],
  ItemBatcher: ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'BatchInput'],
  ResultWriter: ['Resource', 'Parameters', 'WriterConfig'],
  WriterConfig: ['OutputType', 'Transformation'],
};

const VALUES: Record<string, string[]> = {
  InputType: ['JSON', 'JSONL'],
  OutputType: ['JSON', 'JSONL'],
  Transformation: ['NONE', 'COMPACT', 'FLATTEN'],
};

/** As AWS allows: without spaces, wildcards, brackets and special characters. */
const LABEL = /^[^\s?*<>{}[\]:;,\\|^~$#%&`"/]{1,40}$/;

/**
 * Refuses what would be ignored or run differently in a Map.
 * @returns whether it is a distributed Map
 * @throws UnsupportedDefinitionError naming the state and the field
 */
export function checkMap(name: string, state: JsonObject, position: MapPosition): boolean {
  if (textAt(state, 'Type') !== 'Map') return false;
  if (state['Parameters'] !== undefined) refuse(name, 'Parameters of a Map');
  const { Mode = 'INLINE', ExecutionType } = objectAt(objectAt(state, 'ItemProcessor'), 'ProcessorConfig');
  if (Mode === 'INLINE') {
    const field = DISTRIBUTED_FIELDS.find((each) => state[each] !== undefined);
    if (field !== undefined) refuse(name, `${field} of an inline Map`);
    return false;
  }
  if (Mode !== 'DISTRIBUTED') refuse(name, `the mode ${Mode} of a Map`);
  if (ExecutionType !== 'STANDARD') refuse(name, `the execution type ${ExecutionType} of a distributed Map`);
  if (position.isChild) refuse(name, 'a distributed Map inside of a distributed Map');
  checkLabel(name, state, position.labels);
  checkReader(name, state);
  checkWriter(name, objectAt(state, 'ResultWriter'));
  checkFields(name, 'ItemBatcher', objectAt(state, 'ItemBatcher'));
  return true;
}

function checkLabel(name: string, state: JsonObject, labels: Set<string>): void {
  const { Label } = state;
  if (Label === undefined) return;
  if (typeof Label !== 'string' || !LABEL.test(Label)) refuse(name, `the label ${Label}`);
  else if (labels.has(Label)) refuse(name, `the label ${Label} of another Map`);
  else labels.add(Label);
}

function checkReader(name: string, state: JsonObject): void {
  const { ItemReader, ItemsPath } = state;
  if (!isObject(ItemReader)) return;
  if (ItemsPath !== undefined) refuse(name, 'ItemsPath beside an ItemReader');
  const integration = integrationOf(textAt(ItemReader, 'Resource') ?? '') ?? '';
  if (!['s3:getObject', 's3:listObjectsV2'].includes(integration)) {
    refuse(name, `the resource ${ItemReader['Resource']} of an ItemReader`);
  }
  const config = objectAt(ItemReader, 'ReaderConfig');
  if (integration === 's3:getObject' && config['InputType'] === undefined) refuse(name, 'no InputType');
  checkFields(name, 'ItemReader', ItemReader);
  checkFields(name, 'ReaderConfig', config);
}

function checkWriter(name: string, writer: JsonObject): void {
  const { Resource } = writer;
  checkFields(name, 'ResultWriter', writer);
  checkFields(name, 'WriterConfig', objectAt(writer, 'WriterConfig'));
  if (Object.keys(writer).length > 0 && integrationOf(String(Resource)) !== 's3:putObject') {
    refuse(name, `the resource ${Resource} of a ResultWriter`);
  }
}

function checkFields(name: string, place: string, fields: JsonObject): void {
  for (const [field, value] of Object.entries(fields)) {
    if (!FIELDS[place]?.includes(field)) refuse(name, `${field} of ${place}`);
    const values = VALUES[field];
    if (values && !values.includes(String(value))) refuse(name, `the ${field} ${value}`);
  }
}
