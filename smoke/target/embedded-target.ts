import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import organization from '../../local/organization.json' with { type: 'json' };
import { type AccountKind, accountIdOf } from '../../local/runs-in.ts';
import { inboxOf } from '../mailbox/inbox.ts';
import { type ClientSettings, createClients } from './clients.ts';
import type { EmbeddedStack } from './embedded-stack.ts';
import type { SeenEvent, Target } from './target.ts';

/** The name of every service that `npm start` packages. */
export const EMBEDDED_SERVICE_NAME = 'alternate-contacts-local';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A stack of the embedded AWS as a deployment. */
export function embeddedTarget(
  { awsUrl, httpApiUrl, inboxUrl }: Omit<EmbeddedStack, 'stop'>,
  runsIn: AccountKind,
  approver: string,
): Target {
  const isInOrganization = runsIn !== 'standalone-account';
  return {
    place: {
      partition: 'aws',
      region: REGION,
      accountId: accountIdOf(runsIn),
      ...(isInOrganization && {
        managementAccountId: organization.managementAccountId,
        organizationId: organization.id,
      }),
    },
    serviceName: EMBEDDED_SERVICE_NAME,
    httpApiUrl,
    clients: createClients(embeddedSettings(awsUrl)),
    mailbox: inboxOf(inboxUrl, approver),
    seenEvents: () => eventsAt(`${awsUrl}/_local/events`),
  };
}

/** How clients of the SDK reach a stack. */
export function embeddedSettings(awsUrl: string): ClientSettings {
  return { region: REGION, endpoint: awsUrl, credentials: CREDENTIALS };
}

async function eventsAt(url: string): Promise<SeenEvent[]> {
  const events = parseJson(await (await fetch(url)).text())?.value;
  if (!Array.isArray(events)) return [];
  // Its bus is no part of an event.
  return events.filter(isObject).map(({ eventBusName: _, ...event }) => ({
    ...event,
    'detail-type': textAt(event, 'detail-type') ?? '',
    detail: objectAt(event, 'detail'),
  }));
}
