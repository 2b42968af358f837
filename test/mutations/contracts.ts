import { deliveryProblems } from '../../resources/validation/delivery-problems.ts';
import { deployerProblems } from '../../resources/validation/deployer-problems.ts';
import type { Template } from '../../resources/validation/template.ts';
import { busCalls, plainCalls } from './access/bus-calls.ts';
import { type Call, wrongDecisions } from './access/calls.ts';
import { deliveryCalls } from './access/delivery-calls.ts';
import { deploymentCalls } from './access/deployment-calls.ts';
import { functionCalls } from './access/function-calls.ts';
import { keyCalls } from './access/key-calls.ts';
import { machineCalls } from './access/machine-calls.ts';
import { managementCalls } from './access/management-calls.ts';
import { operatorCalls } from './access/operator-calls.ts';
import { foreignCalls, strangeCalls } from './access/refused-calls.ts';
import { alarmProblems, unwatched } from './contracts/alarms.ts';
import { callerProblems } from './contracts/callers.ts';
import { catchProblems } from './contracts/catches.ts';
import { logCountProblems } from './contracts/log-counts.ts';
import { patternProblems } from './contracts/patterns.ts';
import { retryProblems } from './contracts/retries.ts';
import { ofContacts, ofOrganization, samples } from './contracts/sample-events.ts';
import { DEPTH, queues } from './contracts/watched-metrics.ts';
import { statesIn } from './definition.ts';

/** Says what is wrong with a compiled template. */
type Contract = (template: Template) => string[];

/** What a template must be. */
export type Contracts = Record<string, Contract>;

/** What the compiled template of the service must be, by what the code, the documentation and AWS say. */
export const serviceContracts: Contracts = {
  'functions may do what their code does': deciding(functionCalls),
  'functions may do nothing else': (template) => wrongDecisions(template, foreignCalls(functionCalls(template))),
  'the state machine may do what its tasks and settings take': deciding(machineCalls),
  'events, alarms and calls arrive': deciding(deliveryCalls),
  'operators may look after dead letters': deciding(operatorCalls),
  'keys can be administered, used, and used by nobody else': deciding(keyCalls),
  'everybody says what is theirs to say on the bus': deciding(busCalls),
  'nothing is called without TLS': deciding(plainCalls),
  'each event reaches its rules, and no others': (template) => patternProblems(template, samples(template)),
  'everything is called': callerProblems,
  'what passes is tried again': (template) => retryProblems(statesIn(template)),
  'every error has its way': (template) => catchProblems(statesIn(template)),
  'nothing goes wrong unseen': alarmProblems,
  'logs are counted': logCountProblems,
  'no event is lost': deliveryProblems,
};

/** What the forwarder in the management account must be. */
export const forwarderContracts: Contracts = {
  'events arrive': deciding(deliveryCalls),
  'nothing is called without TLS': deciding(plainCalls),
  'each event of the organization is forwarded': (template) =>
    patternProblems(template, [...ofOrganization('ForwardingRule'), ...ofContacts('ContactCallForwardingRule')]),
  'every rule calls something': callerProblems,
  'dead letters are seen': (template) => unwatched(template, queues(template, [DEPTH])),
  'no event is lost': deliveryProblems,
};

/** What the role in the management account must be. */
export const managementRoleContracts: Contracts = {
  'the service may read and change the contacts of that account': deciding(managementCalls),
};

/** What the policies of whoever deploys a service must be. */
export function deployerContracts(service: Template): Contracts {
  const calls = deploymentCalls(service);
  const decided = [...calls, ...strangeCalls(calls)];
  return {
    'actions are those that a deployment takes': (deployer) => deployerProblems(service, deployer),
    'a deployment may make its resources': (deployer) => wrongDecisions(deployer, decided),
  };
}

function deciding(callsOf: (template: Template) => Call[]): Contract {
  return (template) => {
    const calls = callsOf(template);
    return wrongDecisions(template, [...calls, ...strangeCalls(calls)]);
  };
}
