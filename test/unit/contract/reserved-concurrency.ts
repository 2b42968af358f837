import { entriesAt, listAt, readYaml, valueAt } from './sources.ts';

const service = readYaml('serverless.yml');

/** The functions of serverless.yml, and how many of each may run at once; `NaN` where nothing is reserved. */
export const reservedConcurrency = new Map(
  entriesAt(service, 'functions').map(([name, definition]) => [name, reservedFor(definition)]),
);

function reservedFor(definition: unknown): number {
  const [, group = ''] =
    /^\$\{self:custom\.concurrency\.(\w+)\}$/.exec(String(valueAt(definition, 'reservedConcurrency'))) ?? [];
  const [, reserved] = listAt(valueAt(service, 'custom', 'concurrency', group), 'Fn::If');
  return Number(reserved);
}
