import { type Machine, machines } from '../../statemachine/definition.ts';
import { eventsOf, eventsOfState, nothing, ofOthers } from './history-size.ts';

/** The states of the execution that applies a page of a campaign, and those that each change of it takes. */
const OF_PAGE = statesIn(machines.campaign.States, 'ApplyPages');
const OF_CHANGE = statesIn(OF_PAGE, 'ApplyChanges');

const TURN = ['BeginPage', 'IsHeld', 'AwaitPageTurn'];
const END = ['ApplyChanges', 'EndPage', 'IsAnythingLeft'];

/** How many events the execution of a page has in which nothing fails and nobody holds the campaign. */
export function pageEvents(changes: number): number {
  return 2 + sizeOf(...TURN, ...END, 'PageEnded') + changes * (2 + sizeOf('ApplyChange'));
}

/** How many it has if each task of it needs all its attempts. */
export function worstPageEvents(changes: number): number {
  return eventsOf(OF_PAGE, [...TURN, ...END, 'PageEnded'], ofOthers, changes);
}

/** How many more when the campaign is held while so many of its changes are left, and then resumed. */
export function pauseEvents(changes: number): number {
  const ofChange = 2 + sizeOf('ApplyChange', 'ReportChangeFailure');
  return sizeOf(...END, 'BeginPage', 'IsHeld', 'HoldPage', ...TURN) + changes * ofChange;
}

/** How many more each time that a page which waits looks whether it may go on. */
export const LOOK_EVENTS = sizeOf('BeginPage', 'IsHeld', 'HoldPage');

/** Of states that are entered once, without the changes of a Map. */
function sizeOf(...names: string[]): number {
  return names.reduce((sum, name) => sum + eventsOfState(OF_PAGE[name] ?? OF_CHANGE[name], nothing, 0), 0);
}

function statesIn(states: Machine['States'], map: string): Machine['States'] {
  const found = states[map]?.ItemProcessor?.States;
  if (!found) throw new Error(`there is no Map ${map}`);
  return found;
}
