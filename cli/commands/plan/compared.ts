import { type Comparison, compare } from '../../../functions/domain/inventory/differences.ts';
import type { InventoryItem } from '../../../functions/domain/inventory/inventory.ts';
import { type Baseline, baselineTagKeys } from '../../../functions/domain/organization/baseline.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { RefusedError } from '../../errors.ts';
import { type InventoryFlags, selectedItems } from '../../input/inventory-selection.ts';
import type { Session } from '../session.ts';
import { ageWarnings } from './age-warnings.ts';

/** The organization beside the baseline of a policy file, and what to know about how old that is. */
export interface ComparedOrganization {
  comparison: Comparison;
  warnings: string[];
}

/**
 * Compares what the inventory knows with the baseline of a policy file. AWS itself is not asked about contacts.
 * @throws RefusedError when the policy has no baseline, or the inventory no such ACTIVE account
 * @throws UsageError when the file is no policy
 */
export async function comparedOrganization(
  session: Session,
  file: string,
  flags: InventoryFlags,
): Promise<ComparedOrganization> {
  const baseline = await readBaseline(file);
  const [all, sweep] = await Promise.all([session.aws.readInventory(), session.aws.readSweep()]);
  const comparison = compare(selectedItems(all, flags), baseline, flags.type);
  if (comparison.accounts === 0) throw new RefusedError('none of these accounts is ACTIVE');
  const warnings = [...tagWarnings(all, baseline), ...ageWarnings(comparison, sweep, session.now())];
  return { comparison, warnings };
}

async function readBaseline(file: string): Promise<Baseline> {
  // The code that reads a policy takes a while to load, and few commands need it.
  const { readPolicyFile } = await import('../policy/policy-file.ts');
  const { baseline } = await readPolicyFile(file);
  if (baseline) return baseline;
  throw new RefusedError(`${visibleLine(file)} has no baseline: \`contacts baseline init\` proposes one`);
}

/** Tags that nobody has asked AWS about look as if no account had them. */
function tagWarnings(items: InventoryItem[], baseline: Baseline): string[] {
  return baselineTagKeys(baseline)
    .filter((key) => !items.some(({ tags = {} }) => Object.hasOwn(tags, key)))
    .map(
      (key) =>
        `the baseline asks about the tag ${visibleLine(key)}, which no account of the inventory has: if that is new, deploy the policy and run \`contacts sweep\``,
    );
}
