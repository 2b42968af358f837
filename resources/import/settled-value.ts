import { asList, intrinsicOf, isObject, type Template, valueAt } from '../validation/template.ts';
import { ImportRefusedError } from './import-refused-error.ts';

const NO_VALUE = Symbol('AWS::NoValue');

/** A value with the defaults of parameters in their place, and with the branches that the conditions choose. */
export function settledValue(value: unknown, template: Template): unknown {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref') return settledReference(String(intrinsic.argument), value, template);
  if (intrinsic?.name === 'Fn::If') {
    const [condition, whenTrue, whenFalse] = asList(intrinsic.argument);
    return settledValue(holds(String(condition), template) ? whenTrue : whenFalse, template);
  }
  if (Array.isArray(value))
    return value.map((item) => settledValue(item, template)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, settledValue(inner, template)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
}

function settledReference(name: string, reference: unknown, { Parameters = {} }: Template): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  return name in Parameters ? valueAt(Parameters[name], 'Default') : reference;
}

/** Only comparisons are settled, which is what decides about resources that stay. */
function holds(condition: string, template: Template): boolean {
  const compared = valueAt(template.Conditions?.[condition], 'Fn::Equals');
  if (compared === undefined) throw new ImportRefusedError(`the condition ${condition} is no comparison`);
  const [left, right] = asList(compared).map((value) => settledValue(value, template));
  return left === right;
}
