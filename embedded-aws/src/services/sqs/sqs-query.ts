import { queryResponse, toXml } from '../../endpoint/query-protocol.ts';
import type { QueryProtocol } from '../../endpoint/service.ts';
import { isObject, type JsonObject, listAt, objectAt, objectsAt, textAt } from '../../json.ts';

const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** How the form names the lists of the input. */
const LISTS = new Map([
  ['AttributeName', 'AttributeNames'],
  ['MessageSystemAttributeName', 'MessageSystemAttributeNames'],
  ['MessageAttributeName', 'MessageAttributeNames'],
  ['SendMessageBatchRequestEntry', 'Entries'],
  ['DeleteMessageBatchRequestEntry', 'Entries'],
  ['ChangeMessageVisibilityBatchRequestEntry', 'Entries'],
]);

const NUMBERS = ['MaxNumberOfMessages', 'WaitTimeSeconds', 'VisibilityTimeout', 'DelaySeconds', 'MaxResults'];

/** The query protocol of SQS, which its clients used until 2023: a form, and XML without a list's own element. */
export const SQS_QUERY: QueryProtocol = {
  read: (form, path) => ({ QueueUrl: path === '/' ? undefined : path, ...readInput(nested(form)) }),
  answer: (operation, output) => queryResponse(operation, NAMESPACE, describe(operation, output)),
  errorCodes: {
    QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
    MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
    EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
    TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
    BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
    UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  },
};

/** `{ 'Entry.1.Id': 'a' }` is `{ Entry: { 1: { Id: 'a' } } }`. */
function nested(form: JsonObject): JsonObject {
  const root: JsonObject = {};
  for (const [path, value] of Object.entries(form)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let place = root;
    for (const key of keys) {
      const next = Object.hasOwn(place, key) ? objectAt(place, key) : {};
      place[key] = next;
      place = next;
    }
    place[last] = value;
  }
  return root;
}

function readInput(content: JsonObject): JsonObject {
  const entries = Object.entries(content).map(([key, value]): [string, unknown] => {
    if (key === 'MessageAttribute') return ['MessageAttributes', readAttributes(value)];
    const list = LISTS.get(key);
    if (list !== undefined) return [list, itemsOf(value).map((item) => (isObject(item) ? readInput(item) : item))];
    return [key, NUMBERS.includes(key) ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}

function readAttributes(value: unknown): JsonObject {
  const attributes = itemsOf(value).filter(isObject);
  return Object.fromEntries(attributes.map((each) => [textAt(each, 'Name') ?? '', objectAt(each, 'Value')]));
}

/** The items of a numbered list, in the order of their numbers. */
function itemsOf(value: unknown): unknown[] {
  const items = isObject(value) ? Object.entries(value) : [];
  return items.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

function describe(operation: string, output: JsonObject): string {
  const { Messages: _, Attributes, QueueUrls: __, Successful: ___, Failed: ____, ...others } = output;
  return [
    toXml(others),
    ...objectsAt(output, 'Messages').map((message) => `<Message>${describeMessage(message)}</Message>`),
    ...attributesXml('Attribute', isObject(Attributes) ? Attributes : {}),
    ...listAt(output, 'QueueUrls').map((QueueUrl) => toXml({ QueueUrl })),
    ...listAt(output, 'Successful').map((entry) => toXml({ [`${operation}ResultEntry`]: entry })),
    ...listAt(output, 'Failed').map((BatchResultErrorEntry) => toXml({ BatchResultErrorEntry })),
  ].join('');
}

function describeMessage(message: JsonObject): string {
  const { Attributes, MessageAttributes, ...others } = message;
  return [
    toXml(others),
    ...attributesXml('Attribute', isObject(Attributes) ? Attributes : {}),
    ...attributesXml('MessageAttribute', isObject(MessageAttributes) ? MessageAttributes : {}),
  ].join('');
}

function attributesXml(element: string, attributes: JsonObject): string[] {
  return Object.entries(attributes).map(([Name, Value]) => toXml({ [element]: { Name, Value } }));
}
