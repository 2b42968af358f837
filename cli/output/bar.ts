const WIDTH = 24;

/** `████████░░░░░░░░░░░░░░░░`: how much of all is done. */
export function barText(done: number, all: number): string {
  const filled = all === 0 ? WIDTH : Math.round((Math.min(done, all) / all) * WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
