/** The bucket does not hold an object that this service has written, or a change set that a request names. */
export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
}

/** An object is not what it was when its hash was taken. */
export class ObjectAlteredError extends Error {
  override readonly name = 'ObjectAlteredError';
}

/** An object has more bytes than what it should hold can have. */
export class ObjectTooLargeError extends Error {
  override readonly name = 'ObjectTooLargeError';
}
