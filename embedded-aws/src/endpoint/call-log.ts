import { currentDate } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';

/** One API call that the endpoint received. */
export interface LoggedCall {
  service: string;
  operation: string;
  input: JsonObject;
  /** The HTTP status of the answer; 0 until then. */
  status: number;
  at: string;
  /** The function that called, the ARN of an assumed role's session, or any other access key id. */
  caller: string;
}

/** The API calls received, in the order of their arrival. */
export class CallLog {
  readonly calls: LoggedCall[] = [];

  /** Logs a call whose status follows later. */
  begin(call: Omit<LoggedCall, 'status' | 'at'>): LoggedCall {
    const logged = { ...call, status: 0, at: currentDate().toISOString() };
    this.calls.push(logged);
    return logged;
  }
}
