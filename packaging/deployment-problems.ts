import { expandGroups, membersOf, type Policy } from '../functions/domain/policy/policy.ts';
import { nearestOf } from '../schemas/policy/suggestion.ts';
import { missingSignIn } from '../schemas/sign-in.ts';
import { STAGE_CHARACTERS } from '../schemas/stage-name.ts';
import { type Parameters, parameterOf, refusal } from './parameters.ts';

/** What is about to be packaged. */
export interface Deployment {
  stage: string;
  /** Of `--param`. */
  given: Record<string, unknown>;
  /** `params` of `serverless.yml`, by stage. */
  params: Record<string, Record<string, unknown>>;
  /** Those of the template. */
  parameters: Parameters;
  policy: Policy;
}

/** Stages that may do with the examples of `serverless.yml` and `policy.yml`. */
const EXAMPLE_STAGES = ['dev', 'local'];

/** The stage of the embedded AWS, which brings what its policy needs. */
const LOCAL_STAGE = 'local';

/** What every other stage must name. */
const REQUIRED = ['senderIdentity', 'senderAddress', 'organizationId'];

/** @see https://www.rfc-editor.org/rfc/rfc2606#section-3 */
const EXAMPLE_DOMAIN = /(^|[@.])example\.(com|net|org)$/i;
const EXAMPLE_ORGANIZATION = 'o-exampleorgid';

/** Everything that speaks against a deployment, each with its place and the remedy. */
export function deploymentProblems(deployment: Deployment): string[] {
  const values = [...refusedStage(deployment), ...unknownParams(deployment), ...refusedValues(deployment)];
  if (values.length > 0) return values;
  const missingIssuer =
    deployment.stage === LOCAL_STAGE ? undefined : missingSignIn(deployment.policy, signIn(deployment));
  return [
    ...(EXAMPLE_STAGES.includes(deployment.stage) ? [] : [...missingParams(deployment), ...examples(deployment)]),
    ...contradictions(deployment),
    ...(missingIssuer === undefined ? [] : [missingIssuer]),
  ];
}

function refusedStage({ stage }: Deployment): string[] {
  if (STAGE_CHARACTERS.test(stage)) return [];
  return [
    `the stage ${stage} must consist of lower-case letters, digits and hyphens: the name of the bucket holds it, ` +
      'and S3 takes nothing else',
  ];
}

/** The framework ignores a param that nothing uses, and so what was meant by it. */
function unknownParams({ stage, given, params }: Deployment): string[] {
  const known = Object.keys(params['default'] ?? {});
  const named = [
    ...Object.keys(given).map((name) => ({ name, place: '--param' })),
    ...['default', stage].flatMap((key) =>
      Object.keys(params[key] ?? {}).map((name) => ({ name, place: inFile(key) })),
    ),
  ];
  return named
    .filter(({ name }) => !known.includes(name))
    .map(({ name, place }) => {
      const nearest = nearestOf(name, known);
      return `${place} has ${name}, which is no parameter${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
    });
}

function refusedValues(deployment: Deployment): string[] {
  return paramsOf(deployment).flatMap((param) => {
    const parameter = deployment.parameters[parameterOf(param)];
    const value = parameter?.Default;
    if (!parameter || value === undefined || isLeftOut(param, deployment)) return [];
    const must = refusal(String(value), parameter);
    if (must === undefined) return [];
    const where = `${param} in ${placeOf(param, deployment)}`;
    const why = typeof value === 'number' ? '; YAML has made it a number, without leading zeros: put it in quotes' : '';
    return [`${where} ${must}${why}`];
  });
}

/** What a stage must name and does not is a problem of its own. */
function isLeftOut(param: string, deployment: Deployment): boolean {
  return REQUIRED.includes(param) && textOf(param, deployment) === '';
}

function missingParams(deployment: Deployment): string[] {
  return REQUIRED.filter((param) => isLeftOut(param, deployment)).map(
    (param) =>
      `${param} is not set, and the stage ${deployment.stage} needs it: add it to ${inFile(deployment.stage)}, ` +
      `or pass --param="${param}=…"`,
  );
}

function examples(deployment: Deployment): string[] {
  const { policy } = deployment;
  const params = REQUIRED.filter((param) => isExample(textOf(param, deployment))).map(
    (param) => `${param} in ${placeOf(param, deployment)} is an example: name your own`,
  );
  const people = expandGroups([...policy.approvals.flatMap(membersOf), ...Object.keys(policy.groups)], policy);
  const [domain, person] = [policy.allowedEmailDomains.find(isExample), people.find(isExample)];
  return [
    ...params,
    ...(domain === undefined
      ? []
      : [`allowedEmailDomains of the policy has ${domain}, an example: enter your domains`]),
    ...(person === undefined ? [] : [`the policy asks ${person} for approvals, an example: enter your approvers`]),
  ];
}

function isExample(value: string): boolean {
  return value === EXAMPLE_ORGANIZATION || EXAMPLE_DOMAIN.test(value);
}

/** Values that are right by themselves, but not together. */
function contradictions(deployment: Deployment): string[] {
  const [identity, address] = [textOf('senderIdentity', deployment), textOf('senderAddress', deployment)];
  const [account, role] = [textOf('managementAccountId', deployment), textOf('managementRoleArn', deployment)];
  const roleAccount = role.split(':')[4] ?? '';
  return [
    ...(identity === '' || address === '' || isWithin(address, identity)
      ? []
      : ['senderAddress is not within senderIdentity: SES would refuse each mail']),
    ...(role === '' || roleAccount === account
      ? []
      : [`managementRoleArn names a role in ${roleAccount}: set managementAccountId to this account`]),
  ];
}

/** An identity is an address, or a domain with all that is beneath it. */
function isWithin(address: string, identity: string): boolean {
  const [sender, verified] = [address.toLowerCase(), identity.toLowerCase()];
  return sender === verified || sender.endsWith(`@${verified}`) || sender.endsWith(`.${verified}`);
}

function signIn(deployment: Deployment) {
  return {
    signInIssuer: textOf('signInIssuer', deployment),
    signInClientId: textOf('signInClientId', deployment),
  };
}

function paramsOf({ params }: Deployment): string[] {
  return Object.keys(params['default'] ?? {});
}

function textOf(param: string, { parameters }: Deployment): string {
  return String(parameters[parameterOf(param)]?.Default ?? '');
}

function placeOf(param: string, { stage, given, params }: Deployment): string {
  if (param in given) return '--param';
  return inFile(params[stage]?.[param] === undefined ? 'default' : stage);
}

function inFile(stage: string): string {
  return `params.${stage} of serverless.yml`;
}
