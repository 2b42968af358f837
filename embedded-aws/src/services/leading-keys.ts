import { AwsError } from '../endpoint/aws-error.ts';
import { type JsonObject, objectAt, objectsAt, textAt } from '../json.ts';

/**
 * The partition keys that a call names: of the items that it reads or writes, and of a query. A scan names none.
 * @param tables what CreateTable takes
 * @throws AwsError for a query whose partition key can't be read
 */
export function leadingKeys(tables: JsonObject[], input: JsonObject): string[] {
  const batch = objectAt(input, 'RequestItems');
  const table = textAt(input, 'TableName') ?? '';
  return [
    ...Object.keys(batch).flatMap((name) =>
      objectsAt(objectAt(batch, name), 'Keys').flatMap((key) => attributeOf(key, partitionKey(tables, name))),
    ),
    ...['Key', 'Item'].flatMap((part) => attributeOf(objectAt(input, part), partitionKey(tables, table))),
    ...queried(input, partitionKey(tables, table, textAt(input, 'IndexName'))),
  ];
}

/** The name of the attribute that is the partition key of a table or of its index. */
function partitionKey(tables: JsonObject[], tableName: string, indexName?: string): string {
  const table = tables.find(({ TableName }) => TableName === tableName) ?? {};
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) => objectsAt(table, kind));
  const keyed = indexName === undefined ? table : (indexes.find(({ IndexName }) => IndexName === indexName) ?? {});
  const key = objectsAt(keyed, 'KeySchema').find(({ KeyType }) => KeyType === 'HASH');
  return textAt(key ?? {}, 'AttributeName') ?? '';
}

/** Binary keys stay in base64. */
function attributeOf(item: JsonObject, attribute: string): string[] {
  const value = objectAt(item, attribute);
  return ['S', 'N', 'B'].flatMap((type) => textAt(value, type) ?? []);
}

/** The one comparison by `=` that every query has for the partition key. */
function queried(input: JsonObject, attribute: string): string[] {
  // The table or the index does not exist, which DynamoDB says itself.
  if (attribute === '') return [];
  const expression = textAt(input, 'KeyConditionExpression');
  if (expression === undefined && !('KeyConditions' in input)) return [];
  const names = objectAt(input, 'ExpressionAttributeNames');
  const values = objectAt(input, 'ExpressionAttributeValues');
  const keys = [...(expression ?? '').matchAll(/(#?[\w.-]+)\s*=\s*(:\w+)/g)]
    .filter(([, name = '']) => (textAt(names, name) ?? name) === attribute)
    .flatMap(([, , value = '']) => attributeOf(values, value));
  if (keys.length === 1) return keys;
  throw new AwsError('ValidationException', 'The embedded AWS cannot read the partition key of this query');
}
