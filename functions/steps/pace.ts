import { linePace } from '../domain/pace/line-pace.ts';
import { quotasOf } from '../domain/pace/quotas.ts';

/** The pace at which the quotas let reads and changes through where the service runs. */
export const PACE = linePace(quotasOf(process.env['AWS_REGION'] ?? ''));
