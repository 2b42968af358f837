/** What EventBridge does about a delivery that failed. */
export interface DeliveryFailure {
  /** The ERROR_CODE in the dead-letter queue. */
  code?: string;
  /** Whether trying again cannot cure it. */
  isFinal?: boolean;
  /** How long the target asks to wait before the next attempt. */
  retryAfterSeconds?: number;
}

/** A target did not take an event; the fields say what becomes of it. */
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
