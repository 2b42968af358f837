import { describe, expect, it } from 'vitest';
import { machines } from '../../../../statemachine/definition.ts';
import { childrenOf, pathOf } from '../../../bench/scale/path.ts';

const state = (type: string, next?: string) => ({ Type: type, Comment: '', ...(next !== undefined && { Next: next }) });

describe('pathOf', () => {
  const States = {
    A: state('Task', 'Which'),
    Which: { ...state('Choice'), Default: 'B' },
    B: state('Succeed'),
    C: state('Fail'),
    Loop: state('Pass', 'Loop'),
  };

  it('follows the states, and the default of a choice unless another way is chosen', () => {
    expect(pathOf({ StartAt: 'A', States })).toEqual(['A', 'Which', 'B']);
    expect(pathOf({ StartAt: 'A', States }, { Which: 'C' })).toEqual(['A', 'Which', 'C']);
  });

  it('has no end in a circle, or at a state that there is not', () => {
    expect(() => pathOf({ StartAt: 'Loop', States })).toThrow('Loop');
    expect(() => pathOf({ StartAt: 'A', States }, { Which: 'D' })).toThrow('Which');
  });
});

describe('childrenOf', () => {
  it('tells how a Map runs its children', () => {
    expect(childrenOf(machines.sweep, 'ReadAccounts')).toMatchObject({ atOnce: 2, items: 10 });
  });

  it('refuses what is no Map', () => {
    expect(() => childrenOf(machines.sweep, 'EndSweep')).toThrow('EndSweep');
  });
});
