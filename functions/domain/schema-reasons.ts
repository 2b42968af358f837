import type { Reason } from './request.ts';

/** What is used of an Ajv error. @see https://ajv.js.org/api.html#error-objects */
export interface SchemaError {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** Keywords that only sum up the errors of others. */
const SUMMARIES = new Set(['if', 'oneOf', 'anyOf', 'propertyNames']);

/** Schema errors in words for the person who wrote the data. Values are never repeated: they may be personal data. */
export function schemaReasons(errors: SchemaError[]): Reason[] {
  const telling = errors.filter(({ keyword }) => !SUMMARIES.has(keyword));
  return (telling.length > 0 ? telling : errors).map(toReason);
}

function toReason({ instancePath, keyword, message, params }: SchemaError): Reason {
  switch (keyword) {
    case 'required':
      return { pointer: below(instancePath, params['missingProperty']), message: 'is required' };
    case 'additionalProperties':
      return { pointer: below(instancePath, params['additionalProperty']), message: 'is not a known property' };
    case 'discriminator':
      return { pointer: below(instancePath, params['tag']), message: 'must be one of PUT, DELETE' };
    case 'enum':
      return { pointer: instancePath, message: `must be one of ${listed(params['allowedValues'])}` };
    case 'false schema':
      return { pointer: instancePath, message: 'must not be given here' };
    default:
      return { pointer: instancePath, message: message ?? 'is not valid' };
  }
}

function below(pointer: string, property: unknown): string {
  return `${pointer}/${String(property)
    .slice(0, 80)
    .replaceAll(/\p{Cc}/gu, '?')
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')}`;
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}
