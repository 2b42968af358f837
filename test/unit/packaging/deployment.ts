import type { Deployment } from '../../../packaging/deployment-problems.ts';
import { type Parameters, parameterOf } from '../../../packaging/parameters.ts';
import { entriesAt, readYaml, yamlFiles } from '../contract/sources.ts';
import { read } from '../schemas/policy/refusal.ts';

type Params = Record<string, unknown>;

/** The parameters that the templates declare, each with the param that is its default. */
export const declared: Parameters = Object.fromEntries(
  yamlFiles('resources')
    .filter((file) => !file.startsWith('resources/management-account-'))
    .flatMap((file) => entriesAt(readYaml(file), 'Parameters'))
    .map(([name, parameter]) => [name, Object(parameter)]),
);

/** Those that this repository has; operators add stages of their own. */
const STAGES = ['default', 'dev', 'local'];

/** `params` of `serverless.yml`. */
export const params: Record<string, Params> = Object.fromEntries(
  entriesAt(readYaml('serverless.yml'), 'params')
    .filter(([stage]) => STAGES.includes(stage))
    .map(([stage, values]) => [stage, Object(values)]),
);

/** What a stage other than `dev` and `local` must name. */
export const NAMED = {
  senderIdentity: 'acme.test',
  senderAddress: 'contacts@mail.acme.test',
  organizationId: 'o-a1b2c3d4e5',
};

/** A policy in which nothing is an example. */
export const POLICY = `allowedEmailDomains: [acme.test]
groups: { leads: [lead-1@acme.test] }
approvals:
  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h, escalateTo: [boss@acme.test] }] }
`;

/** A deployment as the framework resolves it: `--param` before the stage's params before the default ones. */
export function deployment({
  stage = 'prod',
  given = {},
  own = {},
  policy = POLICY,
}: {
  stage?: string;
  given?: Params;
  own?: Params;
  policy?: string;
}): Deployment {
  const all = { ...params, [stage]: { ...params[stage], ...own } };
  const values: Params = { ...all['default'], ...all[stage], ...given };
  const resolved = Object.entries(values).flatMap(([param, Default]) => {
    const parameter = declared[parameterOf(param)];
    return parameter === undefined ? [] : [[parameterOf(param), { ...parameter, Default }]];
  });
  return { stage, given, params: all, parameters: Object.fromEntries(resolved), policy: read(policy) };
}
