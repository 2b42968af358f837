import { createRequire } from 'node:module';

/** Of the DynamoDB that the embedded AWS runs: grammar, reserved words, and names and values that no expression uses. */
const { validateExpressions }: { validateExpressions: (input: object) => string | undefined } = createRequire(
  import.meta.url,
)('dynalite/validations/index.js');

/** What DynamoDB would say of the expressions of a command of the document client; nothing if it would take them. */
export function expressionProblem(input: Record<string, unknown>): string | undefined {
  const { ExpressionAttributeValues: values } = input;
  const typed = Object.entries(Object(values)).map(([name, value]) => [name, attributeValue(value)]);
  return validateExpressions({
    ...input,
    ...(values !== undefined && { ExpressionAttributeValues: Object.fromEntries(typed) }),
  });
}

function attributeValue(value: unknown): object {
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Set) return { SS: [...value] };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (value === null) return { NULL: true };
  return { M: Object.fromEntries(Object.entries(Object(value)).map(([key, inner]) => [key, attributeValue(inner)])) };
}
