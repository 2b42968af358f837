import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

/** A global secondary index, as CloudFormation declares it. */
export interface TableIndex {
  IndexName: string;
  KeySchema: unknown;
  Projection: unknown;
}

/** The indexes that the table has today. */
export function todaysIndexes(): TableIndex[] {
  const template = parse(readFileSync(new URL('../../resources/table.yml', import.meta.url), 'utf8'));
  return template.Resources.Table.Properties.GlobalSecondaryIndexes;
}

/**
 * What keeps CloudFormation from changing the indexes of a table in one deployment.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function indexProblems(former: TableIndex[], today: TableIndex[]): string[] {
  const changed = former.filter((index) => {
    const now = today.find(({ IndexName }) => IndexName === index.IndexName);
    return now && !isDeepStrictEqual(now, index);
  });
  const added = without(today, former);
  const removed = without(former, today);
  return [
    ...changed.map(
      ({ IndexName }) => `the index ${IndexName} has changed, which DynamoDB can't do: give the new one another name`,
    ),
    ...(added.length + removed.length > 1
      ? [
          `DynamoDB adds or removes one index at a time, not ${[...added, ...removed].join(', ')}: release them one by one`,
        ]
      : []),
  ];
}

/** The names of indexes that only the first list has. */
function without(indexes: TableIndex[], others: TableIndex[]): string[] {
  const known = others.map(({ IndexName }) => IndexName);
  return indexes.map(({ IndexName }) => IndexName).filter((name) => !known.includes(name));
}
