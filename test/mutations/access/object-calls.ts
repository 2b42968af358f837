import type { Template } from '../../../resources/validation/template.ts';
import { Resolver } from './resolver.ts';

/** What each function reads from the service's bucket, and what it writes there, by the folders; see docs/campaigns.md. */
const OBJECTS: Record<string, { reads?: string[]; writes?: string[] }> = {
  'validate-change-set': { reads: ['change-sets'], writes: ['targets'] },
  'plan-page': { reads: ['targets'], writes: ['plans'] },
  'plan-campaign': { reads: ['targets', 'plans'], writes: ['plans'] },
  'check-campaign': { reads: ['change-sets', 'targets', 'plans'] },
  'request-approval': { reads: ['plans'] },
  'show-approval': { reads: ['plans'] },
  'decide-approval': { reads: ['plans'] },
  'show-request': { reads: ['plans', 'results'] },
  'submit-cancellation': { reads: ['plans'] },
  'begin-page': { reads: ['plans', 'results'], writes: ['results'] },
  'apply-change': { reads: ['plans'] },
  'end-page': { reads: ['plans', 'results'], writes: ['results'] },
  'record-outcome': { reads: ['targets', 'plans', 'results'], writes: ['results'] },
  'end-stranded-requests': { reads: ['targets', 'plans', 'results'], writes: ['results'] },
  'list-accounts': { writes: ['sweeps'] },
  'end-sweep': { reads: ['sweeps'] },
  'write-report': { writes: ['reports'] },
};

/** The calls of S3 that a function makes. Whoever reads objects must be told that one is missing, so they list the bucket, too. */
export function objectCalls(template: Template, name: string): { action: string; resource: string }[] {
  const bucket = new Resolver(template).arnOf('Bucket');
  const { reads = [], writes = [] } = OBJECTS[name] ?? {};
  return [
    ...reads.map((folder) => ({ action: 's3:GetObject', resource: `${bucket}/${folder}/one` })),
    ...writes.map((folder) => ({ action: 's3:PutObject', resource: `${bucket}/${folder}/one` })),
    ...(reads.length > 0 ? [{ action: 's3:ListBucket', resource: bucket }] : []),
  ];
}
