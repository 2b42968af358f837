import type { Lane, Place } from '../domain/pace/line.ts';

/** What a reservation is written with. Times are epoch milliseconds. */
export interface Times {
  lane: Lane;
  now: number;
  floor: number;
  length: number;
  /** Where the line ended when it was read, whatever that is. */
  found: unknown;
}

/** How a reservation is written, and which end of the line is its end. */
export interface Write {
  condition: string;
  update: string;
  end: 'frontEnd' | 'backEnd';
}

const IDLE = 'attribute_not_exists(backEnd) OR backEnd < :floor';

/** How a reservation is written in each place. */
export const WRITES: Record<Place, Write> = {
  behindLane: {
    condition: 'frontEnd >= :floor',
    update: 'SET frontEnd = frontEnd + :length, backEnd = backEnd + :length, shifted = shifted + :length',
    end: 'frontEnd',
  },
  beforeBack: {
    condition: 'frontEnd < :floor AND backEnd > :now AND backEnd >= :floor',
    update: 'SET frontEnd = :fromHere, backEnd = backEnd + :length, shifted = shifted + :length',
    end: 'frontEnd',
  },
  behindBack: {
    condition: 'frontEnd < :floor AND backEnd BETWEEN :floor AND :now',
    update: 'SET frontEnd = backEnd + :length, backEnd = backEnd + :length',
    end: 'backEnd',
  },
  behindAll: { condition: 'backEnd >= :floor', update: 'SET backEnd = backEnd + :length', end: 'backEnd' },
  now: {
    condition: IDLE,
    update:
      'SET frontEnd = :firstFront, backEnd = :fromFloor, slowness = :usual, slowedAt = :zero, shifted = if_not_exists(shifted, :zero), pushed = if_not_exists(pushed, :zero)',
    end: 'backEnd',
  },
  // Turns that the broken line has given move, or lapse, and are taken anew.
  anew: {
    condition: 'backEnd = :found',
    update:
      'SET frontEnd = :firstFront, backEnd = :fromFloor, slowness = :usual, slowedAt = :zero, shifted = :zero, pushed = :zero',
    end: 'backEnd',
  },
};
