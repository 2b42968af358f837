/** What EventBridge does about a failed delivery. */
export interface DeliveryFailure {
  /** The ERROR_CODE in the dead-letter queue. */
  code?: string;
  /** Whether a retry can't help. */
  isFinal?: boolean;
  /** How long the target asks to wait before the next attempt. */
  retryAfterSeconds?: number;
}

/** A target didn't accept an event; the fields say what happens next. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: string;
  readonly isFinal: boolean;
  readonly retryAfterSeconds: number;

  constructor(message: string, { code = 'SDK_CLIENT_ERROR', isFinal = false, retryAfterSeconds = 0 }: DeliveryFailure) {
    super(message);
    this.code = code;
    this.isFinal = isFinal;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
