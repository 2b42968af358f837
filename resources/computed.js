// What serverless.yml takes from here by `${file(resources/computed.js):…}`. It reads no TypeScript, but Node does.
export { logGroups } from './log-groups.ts';
export { monitoring } from './monitoring/monitoring.ts';
export {
  askingRoleArns,
  auditorRoleArns,
  eventTypes,
  finderRoleArns,
  replayedTypes,
  reporterRoleArns,
  roles,
} from './roles.ts';
export { stateMachines } from './state-machines.ts';
