import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type {
  PreApprovalStatement,
  Signed,
  VoteStatement,
  VotingLink,
} from '../../functions/domain/approval/evidence.ts';
import type { KeptApplied } from '../../functions/domain/approval/kept-evidence.ts';
import { contactKey, contactName } from '../../functions/domain/contact/contact.ts';
import type { PlanStatement } from '../../functions/domain/ledger/fingerprint.ts';
import type { RequestKey } from '../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Settings } from './settings.ts';

/** What a key of the service signs. */
type Signing = 'votes' | 'pre-approvals';

/** What was kept when a request was registered. */
interface KeptAsked {
  /** The digest of what was asked. */
  asked: string;
  executionArn: string;
}

/** Reads what the functions of the service have kept about requests beside their records. */
export interface EvidenceReader {
  /** `undefined` for a request that was not registered. */
  readAsked(key: RequestKey): Promise<KeptAsked | undefined>;
  readPlan(key: RequestKey, fingerprint: string): Promise<PlanStatement | undefined>;
  /** Whether a second function has found that the plan takes the approval that it says. */
  isApprovalChecked(key: RequestKey, fingerprint: string): Promise<boolean>;
  /** All votes on a request, in the order in which they were cast. */
  readVotes(key: RequestKey): Promise<Signed<VoteStatement>[]>;
  /** The approvers' links with these hashes. */
  readVotingLinks(hashes: string[]): Promise<Map<string, VotingLink>>;
  readPreApproval(key: RequestKey, fingerprint: string): Promise<Signed<PreApprovalStatement> | undefined>;
  /** Which of these contacts were changed for the request, in the same order. */
  readApplied(key: RequestKey, contacts: ContactKey[]): Promise<KeptApplied[]>;
  /** The public half of a key of the service: DER, SubjectPublicKeyInfo. */
  readPublicKey(signing: Signing): Promise<Uint8Array>;
}

export function connectEvidence({ client, serviceName }: Settings): EvidenceReader {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const kms = new KMSClient(client);
  const read = async (pk: string) => {
    const command = new GetCommand({ TableName: serviceName, Key: { pk }, ConsistentRead: true });
    return (await call('dynamodb:GetItem', () => table.send(command))).Item;
  };
  return {
    async readAsked(key) {
      const item = await read(`ASKED#${key}`);
      return item && { asked: item['asked'], executionArn: item['executionArn'] };
    },

    readPlan: async (key, fingerprint) => (await read(`PLAN#${key}#${fingerprint}`))?.['plan'],
    readPreApproval: async (key, fingerprint) => (await read(`PREAPPROVAL#${key}#${fingerprint}`))?.['preApproval'],

    isApprovalChecked: async (key, fingerprint) => (await read(`CHECKED#${key}#${fingerprint}`)) !== undefined,

    async readVotingLinks(hashes) {
      const items = await Promise.all(hashes.map((hash) => read(`LINK#${hash}`)));
      return new Map(hashes.flatMap((hash, index) => votingLink(hash, items[index])));
    },

    async readVotes(key) {
      const votes: Signed<VoteStatement>[] = [];
      for (;;) {
        const item = await read(`VOTE#${key}#${votes.length}`);
        if (!item) return votes;
        votes.push(item['vote']);
      }
    },

    async readApplied(key, contacts) {
      const items = await Promise.all(contacts.map((contact) => read(`APPLIED#${key}#${contactName(contact)}`)));
      return contacts.flatMap((contact, index) => {
        const { fingerprint, appliedAt } = items[index] ?? {};
        return items[index] ? [{ ...contactKey(contact), fingerprint, appliedAt }] : [];
      });
    },

    async readPublicKey(signing) {
      const KeyId = `alias/${serviceName}-${signing}`;
      const { PublicKey } = await call('kms:GetPublicKey', () => kms.send(new GetPublicKeyCommand({ KeyId })));
      if (!PublicKey) throw new RefusedError(`KMS has no public key ${KeyId}`);
      return PublicKey;
    },
  };
}

function votingLink(hash: string, item: Partial<VotingLink> = {}): [string, VotingLink][] {
  const { requestKey, approver, commitments } = item;
  return requestKey && approver && commitments ? [[hash, { requestKey, approver, commitments }]] : [];
}
