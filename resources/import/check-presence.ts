import { ImportRefusedError } from './import-refused-error.ts';
import type { KeptResource } from './kept-resources.ts';
import type { Presence } from './still-there.ts';

/** What is known of a resource that was kept. */
export interface Seen extends KeptResource {
  presence: Presence;
}

/**
 * Sees to it that what is imported is there, and that what is left out is not, as the next deployment would find its name taken.
 * @param without the logical ids that are left out
 * @throws ImportRefusedError naming each that is not as it must be, and the way out
 */
export function checkPresence(kept: Seen[], without: string[]): void {
  const isLeftOut = ({ LogicalResourceId }: Seen) => without.includes(LogicalResourceId);
  const gone = kept.filter((each) => each.presence === 'gone' && !isLeftOut(each));
  if (gone.length > 0 && gone.length === kept.length) {
    throw new ImportRefusedError(
      'none of what the stack has kept is in this account and region: are these the right credentials?',
    );
  }
  if (gone.length > 0) throw new ImportRefusedError(`gone, or about to be: ${named(gone)}. ${remedyFor(gone)}`);
  const there = kept.filter((each) => each.presence === 'there' && isLeftOut(each));
  if (there.length > 0)
    throw new ImportRefusedError(
      `still there: ${named(there)}. Import what is there, or the next deployment finds its name taken`,
    );
}

function remedyFor(gone: Seen[]): string {
  const flags = gone.map(({ LogicalResourceId }) => `--without ${LogicalResourceId}`).join(' ');
  return (
    'A table can be restored for 35 days, and the deletion of a key cancelled while it waits. What you let go, with all ' +
    `that it held, you leave out: ${flags}`
  );
}

function named(resources: Seen[]): string {
  return resources.map((each) => `${each.LogicalResourceId} (${each.PhysicalResourceId})`).join(', ');
}
