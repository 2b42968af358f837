import { type JsonObject, textAt } from '../json.ts';
import { UnsupportedDefinitionError } from './workflow-error.ts';

/** Fields of the states language that only JSONata has, or that no template needs. */
const UNSUPPORTED_FIELDS = [
  'QueryLanguage',
  'Arguments',
  'Assign',
  'Output',
  'Items',
  'Iterator',
  'Condition',
  'Credentials',
];

const STATE_TYPES = ['Task', 'Map', 'Parallel', 'Wait', 'Pass', 'Choice', 'Succeed', 'Fail'];

const LAMBDA_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:/;
const INTEGRATIONS = ['lambda:invoke', 'lambda:invoke.waitForTaskToken', 'sqs:sendMessage'];

/**
 * Refuses what would be ignored or run differently.
 * @throws UnsupportedDefinitionError naming the state and the field
 */
export function checkSupported(name: string, state: JsonObject): void {
  const type = textAt(state, 'Type') ?? '';
  if (!STATE_TYPES.includes(type)) refuse(name, `the type ${type}`);
  for (const field of UNSUPPORTED_FIELDS) {
    if (state[field] !== undefined && state[field] !== 'JSONPath') refuse(name, field);
  }
  if (type === 'Task') checkResource(name, textAt(state, 'Resource') ?? '');
}

/** The integration that a resource names, for example `sqs:sendMessage`; nothing for a function's ARN. */
export function integrationOf(resource: string): string | undefined {
  return LAMBDA_ARN.test(resource) ? undefined : /^arn:[\w-]+:states:::(.+)$/.exec(resource)?.[1];
}

function checkResource(name: string, resource: string): void {
  if (LAMBDA_ARN.test(resource) || INTEGRATIONS.includes(integrationOf(resource) ?? '')) return;
  refuse(name, `the resource ${resource}`);
}

/** @throws UnsupportedDefinitionError */
export function refuse(name: string, what: string): never {
  throw new UnsupportedDefinitionError(`${name}: ${what} is not supported by the local workflow engine`);
}
