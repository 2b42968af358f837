import type { RequestRecord } from '../domain/ledger/record.ts';
import type { UnnamedCaller } from '../domain/policy/caller-identity.ts';

/** A requester, and how they are known. */
type KnownRequester = Pick<RequestRecord, 'provenBy'> & {
  request: Pick<RequestRecord['request'], 'requestedBy' | 'source'>;
};

/** How it is known who requested the change: `signed in as jane@example.com`, `named by jira`. */
export function requesterProofText({ provenBy, request }: KnownRequester): string {
  const { requestedBy, source } = request;
  switch (provenBy) {
    case 'iam':
      return `signed in as ${requestedBy}`;
    case 'signature':
      return `named by ${source.system}`;
    case 'claimed':
      return `named by whoever sent the event (${source.system})`;
    case 'workflow':
      return 'made by the workflow itself';
  }
}

/** Who asks, to the requester: whoever sent the event may have named somebody who does not know of it. */
export function askerText({ provenBy }: Pick<RequestRecord, 'provenBy'>): string {
  return provenBy === 'claimed' ? 'A request in your name' : 'You';
}

/** Who worked on the request besides the requester, whom ticket systems often name once more. */
export function otherContributors({ requestedBy, contributors = [] }: RequestRecord['request']): string[] {
  return contributors.filter((address) => address.toLowerCase() !== requestedBy.toLowerCase());
}

/** Why a signed caller cannot make a request: nobody knows which person they are. */
export function unnamedCallerText(arn: string, unnamed: UnnamedCaller): string {
  const start = `you are signed in as ${arn}`;
  switch (unnamed.kind) {
    case 'sessionIsNoAddress':
      return `${start}, and the name of this session is not an e-mail address. Sign in as a user of IAM Identity Center whose user name is one, or ask an operator to add you to a table under "identities" in the policy`;
    case 'notInTable':
      return `${start}, and the table under "identities" in the policy has no "${unnamed.name}". Ask an operator to add it`;
    case 'tagIsNoAddress':
      return `${start}, and the ${unnamed.of} ${unnamed.name} has no tag "${unnamed.tag}" with an e-mail address. Ask an operator to add it`;
  }
}

/** Why a signed caller cannot request or cancel something in the name of somebody else. */
export function otherPersonText(person: string): string {
  return `you are signed in as ${person}, and cannot act in the name of anybody else. Leave the requester out, or name yourself`;
}
