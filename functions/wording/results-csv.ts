import type { PageResult } from '../domain/campaign/page-results.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';

/** The columns of the results of a campaign as CSV. */
export const RESULT_HEADERS = ['accountId', 'alternateContactType', 'status', 'appliedAt', 'note', 'error'];

/** What became of a change as a row of CSV, without contact details. */
export function resultRow({ accountId, alternateContactType, status, error, ...more }: PageResult): string[] {
  const { appliedAt = '', alreadyInPlace, confirmed } = more;
  const note = alreadyInPlace ? 'already in place' : confirmed === false ? 'not confirmed yet' : '';
  return [accountId, alternateContactType, status, appliedAt, note, error ? errorLine(error) : ''];
}
