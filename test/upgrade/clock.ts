/** Sets the clock of a process, or of a thread: `node --import 'clock.ts?ahead=<milliseconds>' …`. */
const ahead = Number(new URL(import.meta.url).searchParams.get('ahead'));
const { now } = Date;
const later = () => now() + ahead;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, newTarget) => Reflect.construct(date, given.length === 0 ? [later()] : given, newTarget),
  get: (date, property, receiver) => (property === 'now' ? later : Reflect.get(date, property, receiver)),
});
