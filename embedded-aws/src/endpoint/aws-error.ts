import type { JsonObject } from '../json.ts';

/** An error that an AWS service answers with, under the name that the SDK gives it. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;
  /** Further members of the error. */
  readonly fields: JsonObject;

  constructor(name: string, message: string, status = 400, fields: JsonObject = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.fields = fields;
  }
}
