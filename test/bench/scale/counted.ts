/** What is counted of the use of other services, and for what: for each account that is swept, each change that is planned or applied. */
export const USES = ['writeUnit', 'readUnit', 'objectPut', 'objectGet'] as const;
export const COUNTED_WORKS = ['sweep', 'plan', 'apply'] as const;

export type CountedUse = Record<(typeof USES)[number], number>;
export type Counted = Record<(typeof COUNTED_WORKS)[number], CountedUse>;

/** As `npm run bench:organization` has counted it, for two pages of changes. */
export const COUNTED: Counted = {
  sweep: { writeUnit: 3.04, readUnit: 3.1, objectPut: 0.01, objectGet: 0.01 },
  plan: { writeUnit: 3.2, readUnit: 5.14, objectPut: 0.045, objectGet: 0.075 },
  apply: { writeUnit: 7.2, readUnit: 11.2, objectPut: 0.015, objectGet: 0.08 },
};
