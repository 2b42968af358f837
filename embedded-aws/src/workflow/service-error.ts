import { randomUUID } from 'node:crypto';
import { AwsError } from '../endpoint/aws-error.ts';
import { WorkflowError } from './workflow-error.ts';

/** The names that the AWS SDK gives to services, and the errors that have classes of their own there. */
const SERVICES = {
  SQS: { name: 'AmazonSQS', general: 'SQS.AmazonSQSException', own: ['QueueDoesNotExist', 'InvalidMessageContents'] },
  S3: { name: 'Amazon S3', general: 'S3.AmazonS3Exception', own: [] as string[] },
  Lambda: { name: 'AWSLambda', general: 'Lambda.AWSLambdaException', own: [] as string[] },
};

/** An error of a service as Step Functions reports it to the task that called it. */
export function serviceError(service: keyof typeof SERVICES, thrown: unknown): WorkflowError {
  if (!(thrown instanceof AwsError)) throw thrown;
  const { name, general, own } = SERVICES[service];
  const { name: code, message, status } = thrown;
  const about = `Service: ${name}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null`;
  return new WorkflowError(own.includes(code) ? `${service}.${code}Exception` : general, `${message} (${about})`);
}

/** A service that doesn't answer, as Step Functions reports it. */
export function unreachableError(service: keyof typeof SERVICES, host: string): WorkflowError {
  const cause = `Unable to execute HTTP request: ${host}: Name or service not known`;
  return new WorkflowError(`${service}.SdkClientException`, cause);
}
