/** A call of the endpoint, as a thread sends it. */
export interface EndpointCall {
  id: number;
  method: string;
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** One character for each byte, as a text is sent to a thread faster than bytes. */
  body: string;
}

/** What the endpoint answers a call. */
export interface EndpointAnswer {
  id: number;
  /** Nothing when the connection was cut. */
  answer: { status: number; headers: Record<string, string>; body: string } | undefined;
}
