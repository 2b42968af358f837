/**
 * Removes one thing after the other from the compiled template, and looks whether a contract notices: `npm run test:mutations`.
 * Ends with 1 when one is not noticed and not accepted, or accepted and noticed.
 */
import { join, resolve } from 'node:path';
import { cachedPackage } from '../../local/package/package-cache.ts';
import { readTemplate } from '../../resources/validation/template.ts';
import { accepted } from './accepted.ts';
import { contracts } from './contracts.ts';
import { mutantsOf, survivorProblems, survivors } from './survivors.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

const { packageDir } = await cachedPackage(REPOSITORY, join(REPOSITORY, '.local/packages'));
const template = await readTemplate(join(packageDir, 'cloudformation-template-update-stack.json'));

const broken = Object.entries(contracts).flatMap(([name, problemsOf]) =>
  problemsOf(template).map((problem) => `nothing is missing, but not as it must be: ${name}: ${problem}`),
);
const mutants = mutantsOf(template);
const found = survivors(template, mutants);

for (const [kind, all = []] of Object.entries(Object.groupBy(mutants, (mutant) => mutant.kind))) {
  const noticed = all.filter((mutant) => !found.includes(mutant));
  console.log(
    `${kind.padEnd(14)} ${String(noticed.length).padStart(4)} of ${String(all.length).padStart(4)} are noticed`,
  );
}
for (const { reason, mutants: names } of accepted) {
  console.log(`\nNot noticed, because ${reason}:`);
  for (const name of names) console.log(`  ${name}`);
}
const problems = [...broken, ...survivorProblems(found, mutants)];
console.log('');
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
