/**
 * Removes one thing after the other from the templates that are deployed, and looks whether a contract notices:
 * `npm run test:mutations`. Ends with 1 when one is not noticed and not accepted, or accepted and noticed.
 */
import { join, resolve } from 'node:path';
import { cachedPackage } from '../../local/package/package-cache.ts';
import { accepted } from './accepted.ts';
import { problemsOf, readSubjects } from './subjects.ts';
import { mutantsOf, survivorProblems, survivors } from './survivors.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

const { packageDir } = await cachedPackage(REPOSITORY, join(REPOSITORY, '.local/packages'));
const subjects = await readSubjects(packageDir);

const results = subjects.map((subject) => {
  const mutants = mutantsOf(subject.template);
  const found = survivors(subject, mutants);
  return { mutants, found, problems: [...problemsOf(subject), ...survivorProblems(found, mutants)] };
});
const all = results.flatMap(({ mutants }) => mutants);
const notNoticed = new Set(results.flatMap(({ found }) => found));

for (const [kind, ofKind = []] of Object.entries(Object.groupBy(all, (mutant) => mutant.kind))) {
  const noticed = ofKind.filter((mutant) => !notNoticed.has(mutant));
  console.log(
    `${kind.padEnd(14)} ${String(noticed.length).padStart(4)} of ${String(ofKind.length).padStart(4)} are noticed`,
  );
}
for (const { reason, mutants: names } of accepted) {
  console.log(`\nNot noticed, because ${reason}:`);
  for (const name of names) console.log(`  ${name}`);
}
const problems = results.flatMap((result) => result.problems);
console.log('');
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
