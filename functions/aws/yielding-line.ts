import { UpdateCommand, type UpdateCommandOutput } from '@aws-sdk/lib-dynamodb';
import { type LineUpdate, reserveIn } from './single-line.ts';
import { TableName, table } from './table.ts';

/** An idle line lends nothing: what is left of the burst is for changes. */
const LINE = { credit: 0, furthest: 3_600_000 };

/**
 * Reserves a stretch of the line of those who give way.
 * @param length its milliseconds
 * @param patience how many milliseconds it may be away
 * @returns epoch milliseconds when it begins; nothing if it is further away, and then nothing is reserved
 */
export function reserveYielding(length: number, patience: number): Promise<number | undefined> {
  return reserveIn(LINE, writeLine, { now: Date.now(), length, patience });
}

/** Makes everybody in the line wait longer: the service has turned a call away. */
export async function delayYielding(milliseconds: number): Promise<void> {
  await reserveYielding(milliseconds, LINE.furthest);
}

/** Beside the lines of those who change contacts. */
const NAME = 'yielding';

function writeLine(update: LineUpdate): Promise<UpdateCommandOutput> {
  return table.send(new UpdateCommand({ TableName, Key: { pk: `LINE#${NAME}` }, ...update }));
}
