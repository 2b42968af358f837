import { numberAt } from '../json.ts';
import type { StateTry } from './attempt.ts';
import { EvaluationError, evaluatePaths } from './evaluate.ts';
import type { MapRunSettings } from './map-run-plan.ts';

/** The settings that a distributed Map gives its run. @throws EvaluationError for a value that is none */
export async function readMapSettings({ state, context }: StateTry, input: unknown): Promise<MapRunSettings> {
  const { fields } = state;
  const paths = Object.fromEntries(NAMES.map((name) => [name, fields[`${name}Path`]]));
  const found = { ...fields, ...(await evaluatePaths(paths, input, context)) };
  for (const name of NAMES) checkNumber(name, found[name]);
  return {
    maxConcurrency: numberAt(found, 'MaxConcurrency') ?? 0,
    toleratedFailureCount: numberAt(found, 'ToleratedFailureCount'),
    toleratedFailurePercentage: numberAt(found, 'ToleratedFailurePercentage'),
  };
}

const NAMES = ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];

function checkNumber(name: string, value: unknown): void {
  const isWanted = typeof value === 'number' && value >= 0 && (name !== 'ToleratedFailurePercentage' || value <= 100);
  if (value === undefined || isWanted) return;
  throw new EvaluationError('States.Runtime', `The value of ${name} must be a number that is not negative.`);
}
