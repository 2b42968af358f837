import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { SentCommand } from './fake-client.ts';

type Item = Record<string, unknown>;

/** The conditions that the code may write, by their text: an unknown one fails the test. */
const CONDITIONS: Record<string, (item: Item | undefined, values: Item) => boolean> = {
  'attribute_not_exists(pk)': (item) => item === undefined,
  'attribute_not_exists(pk) OR revision < :revision': (item, values) =>
    item === undefined || Number(item['revision']) < Number(values[':revision']),
  '#version = :read': (item, values) => item?.['version'] === values[':read'],
  'holder = :holder': (item, values) => item?.['holder'] === values[':holder'],
  'attribute_not_exists(pk) OR holder = :holder OR #ttl <= :now': (item, values) =>
    item === undefined || item['holder'] === values[':holder'] || Number(item['ttl']) <= Number(values[':now']),
};

/** A table in memory that answers GetCommand, PutCommand and DeleteCommand with their conditions. */
export class FakeTable {
  readonly items = new Map<unknown, Item>();

  /** Fit for `fakeClient`. */
  readonly answer = ({ name, input }: SentCommand): { Item?: Item } => {
    const key = record(input['Key'] ?? input['Item'])['pk'];
    const item = this.items.get(key);
    if (name === 'GetCommand') return item ? { Item: structuredClone(item) } : {};
    this.checkCondition(input, item);
    if (name === 'PutCommand') this.items.set(key, record(input['Item']));
    else if (name === 'DeleteCommand') this.items.delete(key);
    else throw new Error(`the table knows no ${name}`);
    return {};
  };

  private checkCondition(input: Item, item: Item | undefined): void {
    const { ConditionExpression: text, ExpressionAttributeNames: names } = input;
    if (text === undefined) return;
    const holds = CONDITIONS[String(text)];
    if (!holds) throw new Error(`the table knows no condition ${text}`);
    for (const [alias, name] of Object.entries(record(names))) {
      if (alias !== `#${name}`) throw new Error(`${alias} stands for ${name}`);
    }
    if (!holds(item, record(input['ExpressionAttributeValues']))) {
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    }
  }
}

function record(value: unknown): Item {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
