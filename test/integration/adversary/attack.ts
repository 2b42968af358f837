import type { Contact } from '../../../schemas/compiled/contact.js';
import type { Means } from './means.ts';
import type { Target } from './target.ts';

/** A way to get a change applied that the quorum has not approved. */
export interface Attack {
  /** Does what it can. @throws OutOfMeansError when that is nothing */
  run(means: Means, target: Target): Promise<unknown>;
  /** What the contact must not become; any contact at all, if nothing else is said. */
  forged?: Contact;
}
