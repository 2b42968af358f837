import type { InjectedFault } from '../../integration/stack.ts';

/** Every function of the stack. */
const FUNCTIONS = 'alternate-contacts-local-*';

const ofFunctions = { operation: '*', caller: FUNCTIONS };

/**
 * One call in twenty goes wrong: each API call of a function in one of six ways, and each call by which Step Functions,
 * EventBridge and API destinations reach the service.
 */
export const FAULTS: InjectedFault[] = [
  { ...ofFunctions, error: 'ThrottlingException', share: 0.0125 },
  { ...ofFunctions, error: 'InternalServerException', share: 0.0125 },
  { ...ofFunctions, breaks: 'before', share: 0.01 },
  { ...ofFunctions, breaks: 'after', share: 0.01 },
  { ...ofFunctions, breaks: 'before', kills: true, share: 0.0025 },
  { ...ofFunctions, breaks: 'after', kills: true, share: 0.0025 },
  { operation: 'Invoke', error: 'Lambda.ServiceException', share: 0.05 },
  { operation: 'StartExecution', error: 'ThrottlingException', share: 0.05 },
  { operation: 'SendMessage', error: 'SQS.SdkClientException', share: 0.05 },
  { operation: 'InvokeApiDestination', error: '503', share: 0.05 },
];
