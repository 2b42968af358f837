import { type Alarm, partNamed, partsOf } from './alarm.ts';
import { type FunctionGroup, functionsOf, type WatchedFunction } from './functions.ts';
import { ofFunction } from './metrics.ts';

/** How many of the errors and of the throttled calls of a group, in five minutes, are no everyday life; of so many periods. */
interface Limits {
  errors?: { threshold: number; periods: number };
  throttles: { threshold: number; periods: number };
}

/**
 * Tasks fail in everyday life, when they wait for a contact, an account or their turn: the state machine tries them again, and
 * what comes to nothing fails the execution. So the errors of `contacts`, which Account Management throttles, raise no alarm.
 */
const LIMITS: Record<FunctionGroup, Limits> = {
  contacts: { throttles: { threshold: 1, periods: 12 } },
  workflow: { errors: { threshold: 100, periods: 6 }, throttles: { threshold: 1, periods: 12 } },
  people: { errors: { threshold: 3, periods: 1 }, throttles: { threshold: 10, periods: 2 } },
  events: { errors: { threshold: 1, periods: 3 }, throttles: { threshold: 1, periods: 3 } },
};

/** The part of its time that a function may take. */
const NEAR_ITS_LIMIT = 0.9;

const PERIOD = 300;

/** What goes wrong with the functions, for each group that shares a limit in serverless.yml. */
export const functionAlarms: Alarm[] = (['contacts', 'workflow', 'people', 'events'] as const).flatMap(alarmsOf);

function alarmsOf(group: FunctionGroup): Alarm[] {
  return partsOf(functionsOf(group)).flatMap((functions, part) => alarmsOfPart(group, functions, part));
}

function alarmsOfPart(group: FunctionGroup, functions: WatchedFunction[], part: number): Alarm[] {
  const { errors, throttles } = LIMITS[group];
  const metrics = (name: string) => functions.map((each) => ofFunction(name, each.name));
  const named = (section: string) => partNamed({ name: `${section}-${group}`, section }, part);
  const failing: Alarm[] = errors
    ? [
        {
          ...named('functions-failing'),
          meaning: `Functions of the group ${group} fail`,
          metrics: metrics('Errors'),
          statistic: 'Sum',
          period: PERIOD,
          ...errors,
        },
      ]
    : [];
  return [
    ...failing,
    {
      ...named('functions-throttled'),
      meaning: `Lambda turns calls of the functions of the group ${group} away`,
      metrics: metrics('Throttles'),
      statistic: 'Sum',
      period: PERIOD,
      ...throttles,
    },
    {
      ...named('functions-slow'),
      meaning: `A function of the group ${group} takes nearly all the time that it has`,
      metrics: metrics('Duration'),
      // Lambda measures milliseconds.
      expression: `MAX([${functions.map(({ timeout }, index) => `m${index}/${timeout * 1000}`).join(', ')}])`,
      statistic: 'Maximum',
      period: PERIOD,
      periods: 3,
      threshold: NEAR_ITS_LIMIT,
    },
  ];
}
