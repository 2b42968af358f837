import { currentTime } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';

/** Units a second that one partition, and so one item, stands. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const MOST_WRITE_UNITS = 1_000;
const MOST_READ_UNITS = 3_000;

const WRITE_UNIT_BYTES = 1_024;

/**
 * Counts how much each item is used in a second, and refuses what is too much. The size of an item is only known when it is
 * written as a whole; everything else counts as one unit.
 */
export class ItemThroughput {
  readonly #used = new Map<string, number>();
  #second = 0;

  /** @throws AwsError `ThrottlingException` when an item of a call is used too much */
  admit(operation: string, input: JsonObject): void {
    const second = Math.floor(currentTime() / 1000);
    if (second !== this.#second) this.#used.clear();
    this.#second = second;
    if (operation === 'GetItem') {
      const units = input['ConsistentRead'] === true ? 1 : 0.5;
      this.#use(`read ${itemOf(input, 'Key')}`, units, MOST_READ_UNITS);
    } else if (operation === 'PutItem') {
      const units = Math.ceil(Buffer.byteLength(JSON.stringify(input['Item'] ?? {})) / WRITE_UNIT_BYTES);
      this.#use(`write ${itemOf(input, 'Item')}`, units, MOST_WRITE_UNITS);
    } else if (operation === 'UpdateItem' || operation === 'DeleteItem') {
      this.#use(`write ${itemOf(input, 'Key')}`, 1, MOST_WRITE_UNITS);
    }
  }

  #use(item: string, units: number, most: number): void {
    const used = (this.#used.get(item) ?? 0) + units;
    if (used > most) throw new AwsError('ThrottlingException', THROTTLED);
    this.#used.set(item, used);
  }
}

const THROTTLED =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.';

/** Table and key of an item; of one that is written as a whole, the attributes that keys are made of here. */
function itemOf(input: JsonObject, place: 'Key' | 'Item'): string {
  const { pk, sk, ...others } = objectAt(input, place);
  const key = pk === undefined ? others : { pk, sk };
  return `${textAt(input, 'TableName')} ${JSON.stringify(key)}`;
}
