import type { Tone } from '../../functions/wording/status.ts';
import type { Style } from './terminal.ts';

/** How a tone looks on a terminal; what matters never hangs on a colour alone. */
export const TONE_STYLES: Record<Tone, Style> = { good: 'green', bad: 'red', quiet: 'yellow' };
