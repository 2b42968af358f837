/** How many calls a second an operation lets through, and how many at once. */
interface Quota {
  perSecond: number;
  burst: number;
}

/** The quotas of Account Management, which all callers of an account share. */
export interface AccountQuotas {
  get: Quota;
  put: Quota;
  delete: Quota;
}

/** @see https://docs.aws.amazon.com/accounts/latest/reference/quotas.html */
const QUOTAS: AccountQuotas = {
  get: { perSecond: 10, burst: 15 },
  put: { perSecond: 5, burst: 8 },
  delete: { perSecond: 1, burst: 6 },
};

/** @see https://docs.amazonaws.cn/en_us/accounts/latest/reference/quotas.html */
const QUOTAS_IN_CHINA: AccountQuotas = {
  get: { perSecond: 3, burst: 5 },
  put: { perSecond: 1, burst: 6 },
  delete: { perSecond: 1, burst: 6 },
};

/** The quotas of the partition that a Region is in. */
export function quotasOf(region: string): AccountQuotas {
  return region.startsWith('cn-') ? QUOTAS_IN_CHINA : QUOTAS;
}
