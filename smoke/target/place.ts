import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Administration } from './administration.ts';
import type { Place } from './target.ts';

/** Finds out where the credentials lead. @throws the error of AWS when there are none that work */
export async function findPlace({ identity, organizations }: Administration, region: string): Promise<Place> {
  const { Account = '', Arn = '' } = await identity.send(new GetCallerIdentityCommand());
  const organization = await readOrganization(organizations);
  return {
    partition: Arn.split(':')[1] ?? 'aws',
    region,
    accountId: Account,
    ...organization,
  };
}

async function readOrganization(
  organizations: Administration['organizations'],
): Promise<Pick<Place, 'managementAccountId' | 'organizationId'>> {
  try {
    const { Organization } = await organizations.send(new DescribeOrganizationCommand());
    const { MasterAccountId, Id } = Organization ?? {};
    return {
      ...(MasterAccountId !== undefined && { managementAccountId: MasterAccountId }),
      ...(Id !== undefined && { organizationId: Id }),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException') return {};
    throw error;
  }
}
