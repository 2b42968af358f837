import { describe, expect, it } from 'vitest';
import { IS_FULL } from '../load-size.ts';
import { accepted } from '../mutations/accepted.ts';
import { readSubjects } from '../mutations/subjects.ts';
import { mutantsOf, nameOf, survivorProblems, survivors } from '../mutations/survivors.ts';

const subjects = await readSubjects(process.env['PACKAGE_DIR'] ?? '');
const cases = subjects.map((subject) => ({ ...subject, subject, mutants: mutantsOf(subject.template) }));
const contracts = cases.flatMap(({ name, template, contracts: all }) =>
  Object.entries(all).map(([contract, problemsOf]) => ({ name, template, contract, problemsOf })),
);

/** All in a full run, otherwise some of each kind. */
const PART = IS_FULL ? 1 : 20;

/** For all of them, on a busy machine. */
const LONGEST_MS = 300_000;

describe('the template of the', () => {
  it.each(contracts)('$name is as it must be: $contract', ({ template, problemsOf }) => {
    expect(problemsOf(template)).toEqual([]);
  });

  it.each(cases)(
    '$name is missed by a contract wherever something is removed from it',
    ({ subject, mutants }) => {
      const tried = mutants.filter((_, index) => index % PART === 0);
      expect(survivorProblems(survivors(subject, tried), tried)).toEqual([]);
    },
    LONGEST_MS,
  );
});

describe('what may be removed without a difference', () => {
  it('is there, and has a name of its own within its resource: state machines share states', () => {
    const names = cases.flatMap(({ mutants }) => mutants.map(nameOf));
    const placed = cases.flatMap(({ name, mutants }) =>
      mutants.map((mutant) => `${name} ${mutant.path[1]} ${nameOf(mutant)}`),
    );
    expect(placed.filter((place, index) => placed.indexOf(place) !== index)).toEqual([]);
    expect(accepted.flatMap((group) => group.mutants).filter((name) => !names.includes(name))).toEqual([]);
  });
});
