import type { ConditionContext } from '../iam/conditions.ts';
import type { JsonObject } from '../json.ts';
import type { LateVisibility } from '../services/account/contact-store.ts';

/** The caller, as identified by its credentials. */
export interface Caller {
  /** A function's name, the ARN of an assumed role's session, or any other access key id. */
  id: string;
  kind: 'function' | 'assumed-role' | 'user';
  /** The account that it calls from. */
  accountId: string;
  arn: string;
  userId: string;
}

export interface Call {
  caller: Caller;
  /** Set by a fault: the error of the call's first entry. */
  entryError?: string;
  /** Set by a fault: how late readers see what the call writes. */
  lateVisibility?: LateVisibility;
  /** The original request, for services that forward it. */
  request: { method: string; path: string; headers: Record<string, string>; body: Buffer };
}

/** The response of a service that doesn't leave it to the endpoint. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** One operation of a service. */
export interface Operation {
  /** The name of its action in policies, where it is another one. */
  action?: string;
  /** The ARNs that a policy must allow, or at least one of a list; `*` for operations without resources. */
  resources(input: JsonObject, caller: Caller): (string | string[])[];
  /** The values of the condition keys that policies may use, for one of the resources. */
  context?(input: JsonObject, resource: string): ConditionContext;
  /** @throws AwsError */
  run(input: JsonObject, call: Call): Promise<JsonObject | RawResponse> | JsonObject | RawResponse;
}

export interface Service {
  /** The name in the signature and in `/_local/calls`. */
  name: string;
  /** The prefix of its actions in policies. */
  actionPrefix: string;
  operations: Record<string, Operation>;
  /** The HTTP statuses of its errors, 400 by default. */
  errorStatuses: Record<string, number>;
  /** How clients of the query protocol call a service whose operations take and answer JSON. */
  query?: QueryProtocol;
}

/** The query protocol of a service that has moved to JSON. */
export interface QueryProtocol {
  /** The input that a form stands for; old clients name the resource by the path. */
  read(form: JsonObject, path: string): JsonObject;
  /** An answer as XML. */
  answer(operation: string, output: JsonObject): RawResponse;
  /** Errors that have another name in the query protocol. */
  errorCodes: Record<string, string>;
}

export function isRawResponse(answer: JsonObject | RawResponse): answer is RawResponse {
  return Buffer.isBuffer(answer['body']);
}

/** For operations without resources. */
export const anyResource = (): string[] => ['*'];
