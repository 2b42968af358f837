import type { Template } from '../../resources/validation/template.ts';
import { accepted } from './accepted.ts';
import { definitionMutants } from './mutants/definition.ts';
import { deliveryMutants } from './mutants/delivery.ts';
import { monitoringMutants } from './mutants/monitoring.ts';
import { type Mutant, mutated } from './mutants/mutant.ts';
import { permissionMutants } from './mutants/permissions.ts';
import { ruleMutants } from './mutants/rules.ts';
import type { Subject } from './subjects.ts';

/** All mutants of a template. */
export function mutantsOf(template: Template): Mutant[] {
  return [permissionMutants, monitoringMutants, definitionMutants, deliveryMutants, ruleMutants].flatMap((mutants) =>
    mutants(template),
  );
}

/** The mutants of a template that none of its contracts notices. */
export function survivors({ template, contracts }: Subject, mutants: Mutant[]): Mutant[] {
  // Most mutants are noticed by the contract that has noticed the one before.
  const inTurn = Object.values(contracts);
  return mutants.filter((mutant) => {
    const poorer = mutated(template, mutant);
    const noticing = inTurn.findIndex((problemsOf) => problemsOf(poorer).length > 0);
    inTurn.unshift(...inTurn.splice(noticing, noticing < 0 ? 0 : 1));
    return noticing < 0;
  });
}

/** What is wrong with the survivors among mutants: those that nobody has accepted, and accepted ones that are noticed by now. */
export function survivorProblems(found: Mutant[], mutants: Mutant[]): string[] {
  const names = new Set(found.map(nameOf));
  const known = accepted.flatMap((group) => group.mutants);
  const noticed = mutants.map(nameOf).filter((name) => !names.has(name));
  return [
    ...[...names].filter((name) => !known.includes(name)).map((name) => `no contract notices what is missing: ${name}`),
    ...noticed.filter((name) => known.includes(name)).map((name) => `a contract notices what is accepted: ${name}`),
  ];
}

/** As the list of accepted ones has it. */
export function nameOf({ kind, place }: Mutant): string {
  return `${kind}: ${place}`;
}
