import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { expressionProblem } from './expression-problem.ts';
import type { SentCommand } from './fake-client.ts';
import { updatedItem } from './update-expression.ts';

type Item = Record<string, unknown>;

/** The conditions that the code may write, by their text: an unknown one fails the test. */
const CONDITIONS: Record<string, (item: Item | undefined, values: Item) => boolean> = {
  'attribute_not_exists(pk)': (item) => item === undefined,
  'attribute_not_exists(accountId)': (item) => item === undefined,
  'attribute_not_exists(pk) OR executionArn = :me': (item, values) =>
    item === undefined || item['executionArn'] === values[':me'],
  'attribute_not_exists(pk) OR revision < :revision': (item, values) =>
    item === undefined || Number(item['revision']) < Number(values[':revision']),
  '#version = :read': (item, values) => item?.['version'] === values[':read'],
  'holder = :holder': (item, values) => item?.['holder'] === values[':holder'],
  'attribute_not_exists(pk) OR holder = :holder OR #ttl <= :now': (item, values) =>
    item === undefined || item['holder'] === values[':holder'] || Number(item['ttl']) <= Number(values[':now']),
  'attribute_not_exists(latestAt) OR latestAt <= :at': (item, values) =>
    item?.['latestAt'] === undefined || String(item['latestAt']) <= String(values[':at']),
  'attribute_not_exists(takenBackAt) OR takenBackAt < :at': (item, values) =>
    item?.['takenBackAt'] === undefined || String(item['takenBackAt']) < String(values[':at']),
  'attribute_not_exists(requestKeys)': (item) => item?.['requestKeys'] === undefined,
  'attribute_not_exists(requestKeys) OR contains(requestKeys, :key) OR size(requestKeys) < :most': (item, values) => {
    const keys = item?.['requestKeys'];
    return !(keys instanceof Set) || keys.has(values[':key']) || keys.size < Number(values[':most']);
  },
  'countedHour = :hour AND mailCount < :most': (item, values) =>
    item?.['countedHour'] === values[':hour'] && Number(item?.['mailCount']) < Number(values[':most']),
  'countedHour = :hour AND mailCount > :none': (item, values) =>
    item?.['countedHour'] === values[':hour'] && Number(item?.['mailCount']) > Number(values[':none']),
  'attribute_not_exists(countedHour) OR countedHour < :hour': (item, values) =>
    item?.['countedHour'] === undefined || Number(item['countedHour']) < Number(values[':hour']),
  'attribute_not_exists(summaryHour) OR summaryHour < :hour': (item, values) =>
    item?.['summaryHour'] === undefined || Number(item['summaryHour']) < Number(values[':hour']),
  'attribute_not_exists(pk) OR toldBy = :me OR #ttl <= :now': (item, values) =>
    item === undefined || item['toldBy'] === values[':me'] || Number(item['ttl']) <= Number(values[':now']),
  'codeHash = :before': (item, values) => item?.['codeHash'] === values[':before'],
  'codeHash = :hash': (item, values) => item?.['codeHash'] === values[':hash'],
  'codeHash = :hash AND triesLeft > :none': (item, values) =>
    item?.['codeHash'] === values[':hash'] && Number(item?.['triesLeft']) > Number(values[':none']),
  'attribute_not_exists(claimedUntil) OR claimedUntil <= :now': (item, values) =>
    item?.['claimedUntil'] === undefined || Number(item['claimedUntil']) <= Number(values[':now']),
  'freeAt BETWEEN :floor AND :latest': (item, values) =>
    Number(item?.['freeAt']) >= Number(values[':floor']) && Number(item?.['freeAt']) <= Number(values[':latest']),
  'attribute_not_exists(freeAt) OR freeAt < :floor OR freeAt > :furthest': (item, values) =>
    item?.['freeAt'] === undefined ||
    Number(item['freeAt']) < Number(values[':floor']) ||
    Number(item['freeAt']) > Number(values[':furthest']),
  'backEnd >= :floor': (item, values) => Number(item?.['backEnd']) >= Number(values[':floor']),
  'attribute_not_exists(backEnd) OR backEnd < :floor': (item, values) =>
    item?.['backEnd'] === undefined || Number(item['backEnd']) < Number(values[':floor']),
  'frontEnd >= :floor': (item, values) => Number(item?.['frontEnd']) >= Number(values[':floor']),
  'frontEnd < :floor AND backEnd > :now AND backEnd >= :floor': (item, values) =>
    Number(item?.['frontEnd']) < Number(values[':floor']) &&
    Number(item?.['backEnd']) > Number(values[':now']) &&
    Number(item?.['backEnd']) >= Number(values[':floor']),
  'frontEnd < :floor AND backEnd BETWEEN :floor AND :now': (item, values) =>
    Number(item?.['frontEnd']) < Number(values[':floor']) &&
    Number(item?.['backEnd']) >= Number(values[':floor']) &&
    Number(item?.['backEnd']) <= Number(values[':now']),
  'NOT attribute_type(firstEnd, :number) OR firstEnd < :now OR firstEnd > :furthest': (item, values) =>
    typeof item?.['firstEnd'] !== 'number' ||
    Number(item['firstEnd']) < Number(values[':now']) ||
    Number(item['firstEnd']) > Number(values[':furthest']),
  'firstEnd BETWEEN :now AND :latest': (item, values) =>
    typeof item?.['firstEnd'] === 'number' &&
    item['firstEnd'] >= Number(values[':now']) &&
    item['firstEnd'] <= Number(values[':latest']),
  'backEnd = :found': (item, values) => item?.['backEnd'] === values[':found'],
  'slowness = :from AND slowedAt = :before': (item, values) =>
    item?.['slowness'] === values[':from'] && item?.['slowedAt'] === values[':before'],
  'attribute_not_exists(pk) OR attribute_exists(endedAt) OR sweepId = :me OR sweepId = :dead': (item, values) =>
    item === undefined ||
    item['endedAt'] !== undefined ||
    item['sweepId'] === values[':me'] ||
    item['sweepId'] === values[':dead'],
  'sweepId = :me': (item, values) => item?.['sweepId'] === values[':me'],
  'attribute_exists(pk)': (item) => item !== undefined,
  '#state = :from': (item, values) => item?.['state'] === values[':from'],
  '#state = :canary': (item, values) => item?.['state'] === values[':canary'],
  'attribute_not_exists(ended) OR NOT contains(ended, :page)': (item, values) =>
    !(item?.['ended'] instanceof Set && item['ended'].has(values[':page'])),
  'attribute_not_exists(pages) OR NOT contains(pages, :page)': (item, values) =>
    !(item?.['pages'] instanceof Set && item['pages'].has(values[':page'])),
  'claimedBy = :me': (item, values) => item?.['claimedBy'] === values[':me'],
  '(attribute_not_exists(claimedBy) OR claimedBy = :me OR claimedAt < :old) AND attribute_not_exists(revision)': (
    item,
    values,
  ) => isClaimable(item, values) && item?.['revision'] === undefined,
  '(attribute_not_exists(claimedBy) OR claimedBy = :me OR claimedAt < :old) AND revision = :revision': (item, values) =>
    isClaimable(item, values) && item?.['revision'] === values[':revision'],
};

function isClaimable(item: Item = {}, values: Item): boolean {
  const { claimedBy, claimedAt } = item;
  return claimedBy === undefined || claimedBy === values[':me'] || Number(claimedAt) < Number(values[':old']);
}

/** The attributes of an item that each index shows, the key first: one that lacks the key is not in it. */
const INDEXES: Record<string, [key: string, ...attributes: string[]]> = {
  byRequestId: ['requestId', 'pk', 'createdAt', 'status', 'requestedBy'],
  waiting: ['waitingFor', 'pk', 'createdAt', 'status'],
  unreported: ['unreported', 'accountId', 'unreportedSince'],
};

interface Answer {
  Attributes?: Item;
  Item?: Item;
  Items?: Item[];
  LastEvaluatedKey?: Item;
}

/** A table in memory that answers GetCommand, PutCommand and UpdateCommand with their conditions, and QueryCommand. */
export class FakeTable {
  readonly items = new Map<unknown, Item>();
  /** How many items a page of a query holds. */
  pageSize = 100;

  /** Fit for `fakeClient`. */
  readonly answer = ({ name, input }: SentCommand): Answer => {
    const problem = expressionProblem(input);
    if (problem !== undefined) throw new Error(`DynamoDB refuses ${name}: ${problem}`);
    if (name === 'QueryCommand') return this.query(input);
    if (name === 'ScanCommand') return this.scan(input);
    const key = keyOf(record(input['Key'] ?? input['Item']));
    const item = this.items.get(key);
    if (name === 'GetCommand') return item ? { Item: structuredClone(item) } : {};
    if (name !== 'PutCommand' && name !== 'UpdateCommand') throw new Error(`the table knows no ${name}`);
    this.checkCondition(input, item);
    if (name === 'UpdateCommand') return this.update(input, { pk: key, ...item });
    this.items.set(key, definedOnly(record(input['Item'])));
    return input['ReturnValues'] === 'ALL_OLD' && item ? { Attributes: structuredClone(item) } : {};
  };

  private update(input: Item, item: Item): Answer {
    const { UpdateExpression: expression, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
    const after = updatedItem(item, String(expression), record(names), record(values));
    this.items.set(item['pk'], after);
    return input['ReturnValues'] === undefined ? {} : { Attributes: structuredClone(after) };
  }

  /** Of the inventory, all in the first segment. */
  private scan({ Segment }: Item): Answer {
    const items = [...this.items.values()].filter(({ accountId }) => accountId !== undefined);
    return { Items: Segment === 0 ? items.map((item) => structuredClone(item)) : [] };
  }

  /** The items of an index with one value of its key, by `createdAt`. */
  private query(input: Item): Answer {
    const index = INDEXES[String(input['IndexName'])];
    const [, attribute = '', value = ''] = /^(\w+) = (:\w+)$/.exec(String(input['KeyConditionExpression'])) ?? [];
    if (!index || attribute !== index[0]) throw new Error(`the table has no index for ${JSON.stringify(input)}`);
    const wanted = record(input['ExpressionAttributeValues'])[value];
    const found = [...this.items.values()]
      .filter((item) => wanted !== undefined && item[attribute] === wanted)
      .sort((left, right) => String(left['createdAt']).localeCompare(String(right['createdAt']), 'en'));
    const after = keyOf(record(input['ExclusiveStartKey']));
    const start = after === undefined ? 0 : found.findIndex((item) => keyOf(item) === after) + 1;
    const page = found.slice(start, start + this.pageSize);
    const last = found.length > start + this.pageSize ? page.at(-1) : undefined;
    return {
      Items: page.map((item) => structuredClone(Object.fromEntries(index.map((name) => [name, item[name]])))),
      ...(last && { LastEvaluatedKey: { pk: last['pk'], accountId: last['accountId'] } }),
    };
  }

  private checkCondition(input: Item, item: Item | undefined): void {
    const { ConditionExpression: text, ExpressionAttributeNames: names } = input;
    if (text === undefined) return;
    const holds = CONDITIONS[String(text)];
    if (!holds) throw new Error(`the table knows no condition ${text}`);
    for (const [alias, name] of Object.entries(record(names))) {
      const isMeant = alias === `#${name}` || !String(text).includes(alias);
      if (!isMeant) throw new Error(`${alias} stands for ${name}`);
    }
    if (!holds(item, record(input['ExpressionAttributeValues']))) {
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    }
  }
}

/** One table in memory stands for both: the ids of accounts are no keys of the other one. */
function keyOf({ pk, accountId }: Item): unknown {
  return pk ?? accountId;
}

function record(value: unknown): Item {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** As the document client writes an item: what is undefined is left out. */
function definedOnly(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
