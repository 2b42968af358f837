/** A call that the ticket desk received. */
export interface TicketCall {
  at: string;
  method: string;
  /** With its query, below the desk's own address. */
  path: string;
  headers: Record<string, string>;
  /** The JSON value, or the text when it isn't JSON. */
  body: unknown;
}
