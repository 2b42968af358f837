/**
 * How a source proves that it sent a webhook: what is signed or shown, and in which header. A source's proof is the
 * one that is configured for it, whatever headers a request has.
 */
export type Proof =
  | { kind: 'standard-webhooks' }
  | { kind: 'zendesk' }
  /** `sha256=<hex>` of the raw body, HMAC. */
  | { kind: 'hmac-sha256'; header: string }
  /** The secret itself, or `Bearer` and the secret, in one of these headers. */
  | { kind: 'header'; headers: string[] }
  | { kind: 'basic'; username: string }
  /** Signature Version 4, checked by the HTTP API, of one of these IAM users or roles (ARN, `*` matches any text). */
  | { kind: 'iam'; principals: string[] };

/** A ticket system that may send requests. The expressions are JSONata, over the webhook's body. */
export interface TicketSource {
  proof: Proof;
  /** Whether the webhook asks for a change; all do where there is none. */
  filter?: string;
  /** The ticket's key, by which the answer finds it. */
  reference?: string;
  /** The ticket's page. */
  url?: string;
  /** The change request, without its source. */
  mapping: string;
  /** Default true. */
  mailRequester?: boolean;
}
