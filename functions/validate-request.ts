import type { Account } from '../schemas/compiled/account.js';
import validRequest, { type ChangeRequest } from '../schemas/compiled/change-request.js';
import validInput from '../schemas/compiled/validate-request.input.js';
import validOutput from '../schemas/compiled/validate-request.output.js';
import { readTargets } from './aws/organizations.ts';
import { withNamesThatFit } from './domain/account/account-names.ts';
import { targetContacts } from './domain/account/new-account.ts';
import { neededTraits } from './domain/policy/policy.ts';
import { askedAt } from './domain/request/asked-at.ts';
import { confusableDomains } from './domain/request/contact-problems.ts';
import { formProblems } from './domain/request/form-problems.ts';
import { oncePerPlace, type Problem } from './domain/request/problem.ts';
import { requestKeyOf } from './domain/request/request-key.ts';
import {
  foreignEmailDomains,
  inaccessibleAccounts,
  inactiveAccounts,
  repeatedContacts,
  reservedId,
} from './domain/request/request-rules.ts';
import { requireFittingState } from './domain/request/state-size.ts';
import { taskChain } from './middleware/task-chain.ts';
import { ACCOUNT_CONTEXT } from './runtime/environment.ts';
import { policy } from './runtime/policy.ts';
import { foreignClaims, malformedEvent } from './steps/intake-check.ts';
import { reasonsOf } from './wording/reason.ts';

const { tagKeys } = neededTraits(policy);

export const handler = taskChain({ input: validInput, output: validOutput })
  .onError((request) => {
    if (request.error?.name === 'BadRequestError') request.error = malformedEvent(validInput.errors ?? []);
  })
  .handler(async ({ event, enteredAt }) => {
    const { source, detail, time } = event;
    const foreign = await foreignClaims(source, detail);
    if (foreign.length > 0 || !validRequest(detail)) return invalid([...foreign, ...formProblems(detail)]);
    const accounts = withNamesThatFit(
      await readTargets(detail.changes, tagKeys, { name: 'validate-request', enteredAt }),
    );
    const problems = brokenRules(detail, accounts);
    if (problems.length > 0) return invalid(problems);
    const { changes } = detail;
    const now = new Date();
    const contacts = targetContacts(changes, accounts, now.getTime());
    const found = { requestKey: requestKeyOf(detail), askedAt: askedAt(time, now), changes: contacts, accounts };
    requireFittingState(event, found);
    return { valid: true as const, ...found };
  });

function brokenRules(request: ChangeRequest, accounts: Account[]): Problem[] {
  return oncePerPlace([
    ...formProblems(request),
    ...reservedId(request),
    // Another workflow handles change sets: somebody has started this one by hand.
    ...(request.changeSet ? [{ pointer: '/changeSet', code: 'notAllowedHere' } as const] : []),
    ...repeatedContacts(request),
    ...inactiveAccounts(request, accounts),
    ...inaccessibleAccounts(request, ACCOUNT_CONTEXT),
    ...foreignEmailDomains(request, policy.allowedEmailDomains),
    ...confusableDomains(request, policy.confusableDomains),
  ]);
}

function invalid(problems: Problem[]) {
  return { valid: false as const, reasons: reasonsOf(problems) };
}
