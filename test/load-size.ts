/** Whether the load tests run at full size: `npm run test:full`. */
export const IS_FULL = process.env['FULL'] === '1';

/** How much load to make: all of it in a full run, a tenth otherwise. */
export function loadSize(full: number): number {
  return IS_FULL ? full : Math.ceil(full / 10);
}
