import type { Address } from '../contacts.ts';
import { inputOf } from '../several/acts.ts';
import { NAMES } from './contacts.ts';
import { Organization } from './organization.ts';
import { GIVEN, usePolicy } from './policy.ts';
import { checkWrite } from './rules.ts';
import { sweep } from './sweep.ts';

/** An organization that a sweep has seen. */
export async function begin(name: string, contacts: Address[], seen: (what: string) => void): Promise<Organization> {
  const given = GIVEN[name] ?? {};
  usePolicy(given);
  const organization = new Organization(given, seen);
  const { world, scheduler, initial, writes } = organization;
  for (const [index, each] of NAMES.entries()) {
    const address = contacts[index] ?? null;
    initial.set(each, address);
    if (address !== null) world.contacts.setOutside(each, inputOf(address));
  }
  await scheduler.pass(60_000);
  scheduler.begin(() => sweep(organization));
  await scheduler.run();
  await scheduler.pass(60_000);
  world.contacts.onWrite = (write) => {
    const { invocation } = scheduler;
    scheduler.begin(async () => checkWrite(organization, write, invocation));
    if (invocation) writes.push({ ...write, invocation });
  };
  return organization;
}
