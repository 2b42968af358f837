import type { JsonObject } from '../json.ts';
import type { LateVisibility } from '../services/account/contact-store.ts';

/** Who calls, as far as the credentials tell. */
export interface Caller {
  /** A function's name, the ARN of an assumed role's session, or the access key id of somebody else. */
  id: string;
  kind: 'function' | 'assumed-role' | 'user';
  /** The account that it calls from. */
  accountId: string;
  arn: string;
  userId: string;
}

/** A call as it came in. */
export interface Call {
  caller: Caller;
  /** The error to refuse the call's first entry with, when a fault says so. */
  entryError?: string;
  /** How late readers see what the call writes, when a fault says so. */
  lateVisibility?: LateVisibility;
  /** The request as it was sent, for services that are passed on. */
  request: { method: string; path: string; headers: Record<string, string>; body: Buffer };
}

/** What a service answers when it writes the response itself. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** One operation of a service. */
export interface Operation {
  /** The ARNs that a policy must allow, or of several one; `*` for operations that know no resources. */
  resources(input: JsonObject, caller: Caller): (string | string[])[];
  /** @throws AwsError */
  run(input: JsonObject, call: Call): Promise<JsonObject | RawResponse> | JsonObject | RawResponse;
}

/** One AWS service of the embedded AWS. */
export interface Service {
  /** The name in the signature and in `/_local/calls`. */
  name: string;
  /** The prefix of its actions in policies. */
  actionPrefix: string;
  operations: Record<string, Operation>;
  /** HTTP statuses of its errors; 400 otherwise. */
  errorStatuses: Record<string, number>;
}

/** Tells a response that is passed on from the members of an answer. */
export function isRawResponse(answer: JsonObject | RawResponse): answer is RawResponse {
  return Buffer.isBuffer(answer['body']);
}

/** For operations that know no resources. */
export const anyResource = (): string[] => ['*'];
