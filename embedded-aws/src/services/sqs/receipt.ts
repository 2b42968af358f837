import { randomUUID } from 'node:crypto';
import { AwsError } from '../../endpoint/aws-error.ts';
import { missing } from './message-input.ts';

/** A receipt handle for a message of a queue, new each time that somebody receives it. */
export function newReceipt(queueName: string): string {
  return Buffer.from(`${queueName} ${randomUUID()}`).toString('base64');
}

/** @throws AwsError when nobody can have received a message of this queue with this receipt handle */
export function checkReceipt(queueName: string, receipt: unknown): void {
  if (receipt === undefined) throw missing('ReceiptHandle');
  if (Buffer.from(String(receipt), 'base64').toString().startsWith(`${queueName} `)) return;
  const message = `The input receipt handle "${receipt}" is not a valid receipt handle.`;
  throw new AwsError('ReceiptHandleIsInvalid', message, 404);
}
