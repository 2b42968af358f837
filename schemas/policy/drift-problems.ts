import type { Policy } from '../../functions/domain/policy/policy.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { unknownGroupsIn } from './rule-problems.ts';

/** Groups that are to hear of changed contacts and that there are not, and requests that nothing could be asked for in. */
export function driftProblems({ drift, groups, baseline }: Policy): PolicyProblem[] {
  if (drift === undefined) return [];
  const { action, notify = [] } = typeof drift === 'string' ? { action: drift } : drift;
  const unknown = unknownGroupsIn(notify, ['drift', 'notify'], groups);
  const isPointless = action !== 'report' && baseline === undefined;
  const pointless = {
    path: typeof drift === 'string' ? ['drift'] : ['drift', 'action'],
    message: `has the action ${action}, but the policy has no baseline; add one, or write report`,
  };
  return [...unknown, ...(isPointless ? [pointless] : [])].map(({ path, message }) => ({
    path,
    message: `drift ${message}`,
  }));
}
