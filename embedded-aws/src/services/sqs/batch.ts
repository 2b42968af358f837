import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, textAt } from '../../json.ts';

const MOST_ENTRIES = 10;
const ID = /^[\w-]{1,80}$/;

/**
 * Does something for each entry of a batch; an entry that fails is in the answer.
 * @throws AwsError when the batch itself is wrong
 */
export function answerEntries(entries: JsonObject[], act: (entry: JsonObject) => JsonObject): JsonObject {
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
  const ids = entries.map((entry) => textAt(entry, 'Id') ?? '');
  if (!ids.every((id) => ID.test(id))) {
    const characters = 'A batch entry id can only contain alphanumeric characters, hyphens and underscores.';
    throw new AwsError('InvalidBatchEntryId', `${characters} It can be at most 80 letters long.`);
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
}

function answerEntry(entry: JsonObject, act: (entry: JsonObject) => JsonObject): JsonObject {
  const Id = textAt(entry, 'Id');
  try {
    return { Id, ...act(entry) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id, SenderFault: true, Code: error.name, Message: error.message };
  }
}
