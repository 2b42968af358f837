import type { Problem } from './problem.ts';

/** The parts of an Ajv error that are used. @see https://ajv.js.org/api.html#error-objects */
export interface SchemaError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** Keywords that only sum up the errors of other keywords. */
const SUMMARIES = new Set(['if', 'oneOf', 'anyOf', 'propertyNames']);

/** A property name is the sender's text: the rest of a longer one is cut off. */
const PROPERTY_CHARACTERS = 80;

/**
 * Schema errors as problems, one for each pointer: an empty text also breaks its pattern, and one message is enough to
 * correct it. Values are left out, because they may be personal data.
 */
export function schemaProblems(errors: SchemaError[]): Problem[] {
  const specific = errors.filter(({ keyword }) => !SUMMARIES.has(keyword));
  const problems = (specific.length > 0 ? specific : errors).map(toProblem);
  return [...new Map(problems.toReversed().map((problem) => [problem.pointer, problem])).values()].toReversed();
}

function toProblem({ instancePath: pointer, keyword, params }: SchemaError): Problem {
  const limit = Number(params['limit']);
  switch (keyword) {
    case 'required':
      return { pointer: below(pointer, params['missingProperty']), code: 'required' };
    case 'additionalProperties':
      return { pointer: below(pointer, params['additionalProperty']), code: 'unknownProperty' };
    case 'discriminator':
      return { pointer: below(pointer, params['tag']), code: 'notAllowedValue', allowed: ['PUT', 'DELETE'] };
    case 'enum':
      return { pointer, code: 'notAllowedValue', allowed: texts(params['allowedValues']) };
    case 'const':
      return { pointer, code: 'notAllowedValue', allowed: texts([params['allowedValue']]) };
    case 'false schema':
      return { pointer, code: 'notAllowedHere' };
    case 'type':
      return { pointer, code: 'type', expected: texts(params['type']).join(' or ') };
    case 'pattern':
      return { pointer, code: 'format' };
    case 'minLength':
      return { pointer, code: 'tooShort', limit };
    case 'maxLength':
      return { pointer, code: 'tooLong', limit };
    case 'minItems':
      return { pointer, code: 'tooFew', limit };
    case 'maxItems':
      return { pointer, code: 'tooMany', limit };
    default:
      return { pointer, code: 'invalid' };
  }
}

function below(pointer: string, property: unknown): string {
  const name = String(property)
    .slice(0, PROPERTY_CHARACTERS)
    .replaceAll(/\p{Cc}/gu, '?');
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function texts(values: unknown): string[] {
  return (Array.isArray(values) ? values : [values]).map(String);
}
