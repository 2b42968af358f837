import type { Template } from '../../../resources/validation/template.ts';
import { awsCallsOf } from '../../unit/contract/aws-calls.ts';
import { sourceFiles } from '../../unit/contract/sources.ts';
import type { Call } from './calls.ts';
import { ACCOUNT, Resolver, SERVICE_ACCOUNT } from './resolver.ts';

const ROLE = 'ContactsRole';

/** What the service does with its role in the management account: it assumes it, and calls Account Management about that account. */
export function managementCalls(template: Template): Call[] {
  const called = sourceFiles('functions').flatMap((path) => awsCallsOf(path).map(({ action }) => action));
  const actions = [...new Set(called)].filter((action) => action.startsWith('account:'));
  const assuming = { account: SERVICE_ACCOUNT, action: 'sts:AssumeRole', resource: new Resolver(template).arnOf(ROLE) };
  return [
    { ...assuming, by: 'service' },
    { ...assuming, by: 'other', decision: 'not allowed' },
    ...actions.map((action) => ({ by: ROLE, action, resource: `arn:aws:account::${ACCOUNT}:account` })),
  ];
}
