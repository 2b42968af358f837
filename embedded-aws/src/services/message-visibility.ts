import { AwsError } from '../endpoint/aws-error.ts';
import { type JsonObject, numberAt, textAt } from '../json.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const LONGEST_TIMEOUT_SECONDS = 43_200;
const MOST_ENTRIES = 10;

/**
 * The visibility timeout that a call asks for, in seconds.
 * @throws AwsError named `InvalidParameterValue`
 */
export function readTimeout(input: JsonObject): number {
  const seconds = numberAt(input, 'VisibilityTimeout');
  if (seconds !== undefined && seconds >= 0 && seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  const message = `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${LONGEST_TIMEOUT_SECONDS}.`;
  throw new AwsError('InvalidParameterValue', message);
}

/**
 * Does something for each entry of a batch; an entry that fails is in the answer.
 * @throws AwsError when the batch itself is wrong
 */
export function answerEntries(entries: JsonObject[], act: (entry: JsonObject) => void): JsonObject {
  checkBatch(entries);
  const answers = entries.map((entry) => answerEntry(entry, act));
  return {
    Successful: answers.filter((answer) => !('Code' in answer)),
    Failed: answers.filter((answer) => 'Code' in answer),
  };
}

function checkBatch(entries: JsonObject[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST_ENTRIES) {
    const message = `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`;
    throw new AwsError('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map((entry) => textAt(entry, 'Id'));
  if (new Set(ids).size === ids.length) return;
  throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
}

function answerEntry(entry: JsonObject, act: (entry: JsonObject) => void): JsonObject {
  const Id = textAt(entry, 'Id');
  try {
    act(entry);
    return { Id };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id, SenderFault: true, Code: error.name, Message: error.message };
  }
}
