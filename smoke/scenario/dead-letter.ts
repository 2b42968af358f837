import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, GetQueueUrlCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { shapeOf } from '../recording/shape.ts';
import { stateMachineArn } from '../target/target.ts';
import { until } from '../wait.ts';
import type { Context, Step } from './context.ts';
import { endOf } from './end.ts';
import { findRequest, requestIdOf } from './request.ts';

/** Short: a message of somebody else comes back soon. */
const HIDDEN_SECONDS = 5;

/** Starts the workflow by hand with something that is no event. It is kept for an operator, who reads and deletes it. */
export const DEAD_LETTER: Step = {
  title: 'What cannot be handled is kept as a dead letter',
  async run(context) {
    const { target, record } = context;
    const { states, queues } = target.clients;
    const id = requestIdOf(context, 'dead-letter');
    const start = { stateMachineArn: stateMachineArn(target), input: JSON.stringify({ id }) };
    await record.call('states:StartExecution', () => states.send(new StartExecutionCommand(start)));
    await endOf(context, await findRequest(context, id), 'MalformedEventError');
    const QueueName = `${target.serviceName}-dead-letters`;
    const { QueueUrl = '' } = await queues.send(new GetQueueUrlCommand({ QueueName }));
    const message = await receive(context, QueueUrl, id);
    record.note('the dead letter', shapeOf(message));
    const deletion = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    await record.call('sqs:DeleteMessage', () => queues.send(deletion));
  },
};

function receive({ target, signal }: Context, QueueUrl: string, id: string): Promise<Message> {
  const command = () =>
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
  return until('dead letter', { signal }, async () => {
    const { Messages = [] } = await target.clients.queues.send(command());
    return Messages.find(({ Body }) => Body?.includes(id));
  });
}
