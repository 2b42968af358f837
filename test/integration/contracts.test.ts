import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../resources/validation/template.ts';
import { IS_FULL } from '../load-size.ts';
import { accepted } from '../mutations/accepted.ts';
import { contracts } from '../mutations/contracts.ts';
import { mutantsOf, nameOf, survivorProblems, survivors } from '../mutations/survivors.ts';

const template = await readTemplate(
  join(process.env['PACKAGE_DIR'] ?? '', 'cloudformation-template-update-stack.json'),
);
const mutants = mutantsOf(template);

/** All in a full run, otherwise some of each kind. */
const tried = IS_FULL ? mutants : mutants.filter((_, index) => index % 20 === 0);

describe('the compiled template', () => {
  it.each(Object.entries(contracts))('is as it must be: %s', (_, problemsOf) => {
    expect(problemsOf(template)).toEqual([]);
  });

  it('is missed by a contract wherever something is removed from it, but where that makes no difference', () => {
    expect(survivorProblems(survivors(template, tried), tried)).toEqual([]);
  });

  it('has all that may be removed from it without a difference, each named once', () => {
    const names = mutants.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect(accepted.flatMap((group) => group.mutants).filter((name) => !names.includes(name))).toEqual([]);
  });
});
