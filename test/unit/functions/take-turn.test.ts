import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/take-turn.ts';
import { CREATED_AT } from '../builders.ts';
import * as lines from './fakes/lines.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));

const NOW = Date.parse(CREATED_AT);
const turn = { line: 'contacts', lane: 'front', at: NOW - 60_000, offset: 0, until: CREATED_AT };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  lines.reset();
});

describe('take-turn', () => {
  it('gives a change whose turn has lapsed the next one', async () => {
    await expect(invoke(handler, { turn })).resolves.toEqual({ ...turn, at: NOW, moves: 1 });
  });

  it('throws the error by its name when there is none to get', async () => {
    lines.reserve.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(invoke(handler, { turn })).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
