import type { Lane, Place } from '../domain/pace/line.ts';

/** What a reservation is written with. Times are epoch milliseconds. */
export interface Times {
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
  end: 'front' | 'back';
}

/** How a reservation in this place is written. */
export function writeIn(place: Place, lane: Lane): Write {
  return (lane === 'front' ? IN_FRONT : IN_BACK)[place];
}

const IDLE = 'attribute_not_exists(backEnd) OR backEnd < :floor';
const FRESH =
  'shifted = if_not_exists(shifted, :zero), pushed = if_not_exists(pushed, :zero), slowness = :usual, slowedAt = :zero';

/** Turns that the broken line has given move, or lapse, and are taken anew. */
const ANEW: Write = {
  condition: 'backEnd = :found',
  update:
    'SET frontEnd = :fromFloor, backEnd = :fromFloor, shifted = :zero, pushed = :zero, slowness = :usual, slowedAt = :zero',
  end: 'back',
};

const IN_FRONT: Record<Place, Write> = {
  behindLane: {
    condition: 'frontEnd >= :floor',
    update: 'SET frontEnd = frontEnd + :length, backEnd = backEnd + :length, shifted = shifted + :length',
    end: 'front',
  },
  beforeBack: {
    condition: 'frontEnd < :floor AND backEnd > :now',
    update: 'SET frontEnd = :fromNow, backEnd = backEnd + :length, shifted = shifted + :length',
    end: 'front',
  },
  behindAll: {
    condition: 'frontEnd < :floor AND backEnd BETWEEN :floor AND :now',
    update: 'SET frontEnd = backEnd + :length, backEnd = backEnd + :length',
    end: 'back',
  },
  now: { condition: IDLE, update: `SET frontEnd = :fromFloor, backEnd = :fromFloor, ${FRESH}`, end: 'back' },
  anew: ANEW,
};

const BEHIND: Write = { condition: 'backEnd >= :floor', update: 'SET backEnd = backEnd + :length', end: 'back' };
const IN_BACK: Record<Place, Write> = {
  behindLane: BEHIND,
  beforeBack: BEHIND,
  behindAll: BEHIND,
  now: { condition: IDLE, update: `SET frontEnd = :floor, backEnd = :fromFloor, ${FRESH}`, end: 'back' },
  anew: ANEW,
};
