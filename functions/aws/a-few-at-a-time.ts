/** How many calls of AWS are under way: one is slow for 100 accounts, and all at once would exceed the quota of AWS Organizations. */
const AT_A_TIME = 4;

/** Works on a few of these at a time. After the first error, which it throws, nothing more is begun. */
export async function aFewAtATime<Each>(all: Iterable<Each>, work: (each: Each) => Promise<void>): Promise<void> {
  const waiting = [...all].values();
  let isStopped = false;
  const workOn = async () => {
    for (const each of waiting) {
      if (isStopped) return;
      await work(each);
    }
  };
  const stop = (error: unknown) => {
    isStopped = true;
    throw error;
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_A_TIME }, () => workOn().catch(stop)));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
