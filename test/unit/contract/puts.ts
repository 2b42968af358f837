import { TICKET_EVENT_SOURCE, WORKFLOW_EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { sharedBy } from './aws-calls.ts';
import { importsOf, readSource } from './sources.ts';

/** An event that the service puts on its bus. */
export interface Put {
  source: string;
  type: string;
}

const EVENT_BUS = 'functions/aws/event-bus.ts';

/** What a function, and what it shares with others, imports of `functions/aws/event-bus.ts`. */
export function putsOf(name: string): string[] {
  return [`functions/${name}.ts`, ...sharedBy(`functions/${name}.ts`)]
    .flatMap(importsOf)
    .filter(({ from }) => from.endsWith('/aws/event-bus.ts'))
    .flatMap(({ names }) => names);
}

/** Sources of their own, by what the code calls them. */
const SOURCES = [
  ['TICKET_EVENT_SOURCE', TICKET_EVENT_SOURCE],
  ['WORKFLOW_EVENT_SOURCE', WORKFLOW_EVENT_SOURCE],
] as const;

const found = new Map<string, Put[]>();

/** The events that a function puts on the bus, by the source and the types that those functions write. */
export function eventsPutBy(name: string): Put[] {
  const puts = found.get(name) ?? readPuts(name);
  found.set(name, puts);
  return puts;
}

function readPuts(name: string): Put[] {
  const declarations = readSource(EVENT_BUS).split(/^export async function /m);
  return [...new Set(putsOf(name))].flatMap((put) => {
    const body = declarations.find((text) => text.startsWith(`${put}(`)) ?? '';
    const [, source = 'alternate-contacts'] = SOURCES.find(([name]) => body.includes(name)) ?? [];
    return [...body.matchAll(/type: '([^']+)'/g)].map(([, type = '']) => ({ source, type }));
  });
}
