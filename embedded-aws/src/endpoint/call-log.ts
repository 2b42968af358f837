import type { JsonObject } from '../json.ts';

/** One API call that the endpoint received. */
export interface LoggedCall {
  service: string;
  operation: string;
  input: JsonObject;
  /** The HTTP status that was answered; 0 while it is under way. */
  status: number;
  at: string;
  /** The function that called, the ARN of an assumed role's session, or the access key id of somebody else. */
  caller: string;
}

/** The API calls received, in the order of their arrival. */
export class CallLog {
  readonly calls: LoggedCall[] = [];

  /** Notes a call whose status is still to come. */
  begin(call: Omit<LoggedCall, 'status' | 'at'>): LoggedCall {
    const logged = { ...call, status: 0, at: new Date().toISOString() };
    this.calls.push(logged);
    return logged;
  }
}
