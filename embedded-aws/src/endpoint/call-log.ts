import { currentDate } from '../clock/clock.ts';
import { CompactList } from '../compact-list.ts';
import type { JsonObject } from '../json.ts';

/** One API call that the endpoint received. */
export interface LoggedCall {
  service: string;
  operation: string;
  input: JsonObject;
  /** The HTTP status of the answer; 0 until then. */
  status: number;
  at: string;
  /** The function that called, the ARN of an assumed role's session, or any other access key id. */
  caller: string;
}

interface NumberedCall {
  number: number;
  call: LoggedCall;
}

/** The calls of one service. */
interface ServiceLog {
  answered: CompactList<NumberedCall>;
  /** Those that come after the answered ones, because one of them has no answer yet. */
  recent: (NumberedCall & { isOpen: boolean })[];
}

/** The API calls received, in the order of their arrival. */
export class CallLog {
  readonly #services = new Map<string, ServiceLog>();
  #count = 0;

  /** Logs a call. Returns what to call with the status of its answer, or 0 when there is none. */
  begin(call: Omit<LoggedCall, 'status' | 'at'>): (status: number) => void {
    const log = this.#logOf(call.service);
    const logged = { ...call, status: 0, at: currentDate().toISOString() };
    const entry = { number: this.#count++, call: logged, isOpen: true };
    log.recent.push(entry);
    return (status) => {
      logged.status = status;
      entry.isOpen = false;
      settle(log);
    };
  }

  /** The calls of a service, or of all, from an index on. */
  from(index: number, service?: string): LoggedCall[] {
    const logs = service === undefined ? [...this.#services.values()] : [this.#logOf(service)];
    const start = service === undefined ? 0 : index;
    const entries = logs.flatMap((log) => entriesFrom(log, start));
    if (service !== undefined) return entries.map(({ call }) => call);
    return entries
      .toSorted((one, other) => one.number - other.number)
      .slice(index)
      .map(({ call }) => call);
  }

  #logOf(service: string): ServiceLog {
    const log = this.#services.get(service) ?? { answered: new CompactList(), recent: [] };
    this.#services.set(service, log);
    return log;
  }
}

function entriesFrom({ answered, recent }: ServiceLog, index: number): NumberedCall[] {
  return [...answered.from(Math.min(index, answered.length)), ...recent.slice(Math.max(0, index - answered.length))];
}

/** Packs the calls up to the first one that has no answer yet. */
function settle({ answered, recent }: ServiceLog): void {
  const open = recent.findIndex(({ isOpen }) => isOpen);
  for (const { number, call } of recent.splice(0, open < 0 ? recent.length : open)) answered.push({ number, call });
}
