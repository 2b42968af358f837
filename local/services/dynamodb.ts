import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Operation, Service } from '../endpoint/service.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { type Place, REGION } from '../place.ts';
import { passOn } from './pass-on.ts';

const TABLE_OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'];
const BATCH_OPERATIONS = ['BatchGetItem', 'BatchWriteItem'];

/**
 * The DynamoDB API, which dynalite implements. It has no transactions and removes no expired items: on AWS, too, an
 * item can outlive its time to live by days.
 * @param tables what CreateTable takes, one for each table of the template
 */
export async function createDynamodbService(tables: JsonObject[], place: Place): Promise<Service> {
  // dynalite keeps small buffers for good, and each of them keeps the whole piece of memory that it is cut from.
  Buffer.poolSize = 8_192;
  const server = dynalite({ createTableMs: 0 });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const url = `http://127.0.0.1:${isObject(address) ? address['port'] : ''}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const table of tables) await client.send(new CreateTableCommand(readTable(table)));
  client.destroy();
  const operation = (resources: Operation['resources']): Operation => ({
    resources,
    run: (_input, { request }) => passOn(url, request),
  });
  const entries = [
    ...TABLE_OPERATIONS.map((name) => [name, operation((input) => tableResources(place, input))] as const),
    ...BATCH_OPERATIONS.map((name) => [name, operation((input) => batchResources(place, input))] as const),
    ['ListTables', operation(() => [place.arn('dynamodb', 'table/*')])] as const,
  ];
  return {
    name: 'dynamodb',
    actionPrefix: 'dynamodb',
    operations: Object.fromEntries(entries),
    errorStatuses: { InternalServerError: 500 },
  };
}

function tableResources(place: Place, input: JsonObject): string[] {
  const table = place.arn('dynamodb', `table/${textAt(input, 'TableName')}`);
  const index = textAt(input, 'IndexName');
  return [index ? `${table}/index/${index}` : table];
}

function batchResources(place: Place, input: JsonObject): string[] {
  return Object.keys(objectAt(input, 'RequestItems')).map((name) => place.arn('dynamodb', `table/${name}`));
}

function readTable(table: JsonObject): CreateTableCommandInput {
  const { TableName, KeySchema, AttributeDefinitions } = table;
  if (typeof TableName !== 'string' || !Array.isArray(KeySchema) || !Array.isArray(AttributeDefinitions)) {
    throw new Error(`the table ${TableName} has no key`);
  }
  return { ...table, TableName, KeySchema, AttributeDefinitions };
}
