/** What became of one run of a scenario. */
export interface Outcome {
  /** What whoever called was answered, if somebody did. */
  answer: string;
  /** The last status of the request; for what is no request, how it ended. */
  status: string;
  /** The types of the events in its ledger, without those of mails, in order. */
  ledger: string[];
  /** Which contacts AWS has in the end: what they were, what was asked for, some of that, or neither. */
  contact: 'as before' | 'as asked' | 'partly as asked' | 'another';
  /** How often whom was told what, by mail or by an event. */
  told: Record<string, number>;
  /** Locks, claims and entries that are left. */
  held: string[];
  /** What had to come before it ended, because its own execution or call did not get there. */
  delay: string;
  /** Whether the event is in the dead-letter queue. */
  isKept: boolean;
}

/** Says by a few words how a run differs from the usual one: those that docs/operate.md explains. */
export function wordsFor(run: Outcome, usual: Outcome): string {
  const words = [
    ...(run.answer === usual.answer ? [] : [run.answer]),
    ...(run.isKept && !usual.isKept ? ['dead letter'] : []),
    ...(run.delay === usual.delay ? [] : [run.delay]),
    ...endOf(run, usual),
    ...(run.status === usual.status ? toldOf(run.told, usual.told) : untold(run)),
    ...(run.held.length > 0 ? [`holds ${run.held.join(' and ')}`] : []),
  ];
  return words.length === 0 ? 'as usual' : words.join(', ');
}

function endOf(run: Outcome, usual: Outcome): string[] {
  const isSaid = run.contact === (run.status === 'PARTIALLY_APPLIED' ? 'partly as asked' : 'as before');
  if (run.status !== usual.status) return [run.status, ...(isSaid ? [] : [`contact ${run.contact}`])];
  if (run.contact !== usual.contact) return [`contact ${run.contact}`];
  if (run.ledger.join() === usual.ledger.join()) return [];
  return isWithin(run.ledger, usual.ledger) ? ['no entry'] : [`ledger ${run.ledger.join(' ')}`];
}

/** Whether some only lacks entries of all. */
function isWithin(some: string[], all: string[]): boolean {
  let next = 0;
  for (const entry of all) if (some[next] === entry) next += 1;
  return next === some.length;
}

/** Whoever hears that a request ended otherwise hears how. */
function untold({ status, told }: Outcome): string[] {
  return told[`event ${status}`] === undefined ? ['nobody is told'] : [];
}

function toldOf(run: Record<string, number>, usual: Record<string, number>): string[] {
  const names = [...new Set([...Object.keys(run), ...Object.keys(usual)])].sort();
  const isMore = names.some((name) => (run[name] ?? 0) > (usual[name] ?? 0) && usual[name] !== undefined);
  const less = names.filter((name) => (run[name] ?? 0) < (usual[name] ?? 0));
  const late = names.find((name) => name.startsWith('other ') && (run[name] ?? 0) > (usual[name] ?? 0));
  if (late !== undefined) return [late.slice('other '.length)];
  return [...new Set([...(isMore ? ['told twice'] : []), ...less.map((name) => `no ${name.split(' ')[0]}`)])];
}
