import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, objectsAt, textAt } from '../../json.ts';
import type { StackAccount } from '../../stack-account.ts';
import { answerEntries } from './batch.ts';
import { type Queues, queueUrl } from './queues.ts';
import { SQS_QUERY } from './sqs-query.ts';

/** The SQS API of standard queues. Queues come from the template alone. */
export function createSqsService(queues: Queues, account: StackAccount): Service {
  const nameIn = (input: JsonObject) => textAt(input, 'QueueUrl') ?? textAt(input, 'QueueName') ?? '';
  const resources = (input: JsonObject) => [account.arn('sqs', /([^/:]+)$/.exec(nameIn(input))?.[1] ?? '')];
  const operation = (run: Operation['run'], action?: string): Operation => ({
    resources,
    run,
    ...(action === undefined ? {} : { action }),
  });
  return {
    name: 'sqs',
    actionPrefix: 'sqs',
    errorStatuses: { OverLimit: 403, RequestThrottled: 403, ReceiptHandleIsInvalid: 404 },
    query: SQS_QUERY,
    operations: {
      SendMessage: operation((input) => queues.sendMessage(queueUrl(input), input)),
      SendMessageBatch: operation(
        batch((queue, entry) => queues.sendMessage(queue, entry)),
        'SendMessage',
      ),
      ReceiveMessage: operation((input) => queues.receive(input)),
      DeleteMessage: operation((input) => queues.delete(queueUrl(input), input)),
      DeleteMessageBatch: operation(
        batch((queue, entry) => queues.delete(queue, entry)),
        'DeleteMessage',
      ),
      ChangeMessageVisibility: operation((input) => queues.changeVisibility(queueUrl(input), input)),
      ChangeMessageVisibilityBatch: operation(
        batch((queue, entry) => queues.changeVisibility(queue, entry)),
        'ChangeMessageVisibility',
      ),
      GetQueueAttributes: operation((input) => queues.attributes(input)),
      GetQueueUrl: operation((input) => queues.url(input)),
      ListQueues: { resources: () => ['*'], run: (input) => queues.list(input) },
    },
  };
}

/** Does something with each entry of a batch. */
function batch(act: (queue: string, entry: JsonObject) => JsonObject): Operation['run'] {
  return (input) => {
    const queue = queueUrl(input);
    return answerEntries(objectsAt(input, 'Entries'), (entry) => act(queue, entry));
  };
}
