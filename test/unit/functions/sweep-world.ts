import { AccountClient, ResourceNotFoundException } from '@aws-sdk/client-account';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AWSOrganizationsNotInUseException, OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import type { InventoryItem } from '../../../functions/domain/inventory/inventory.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import { fakeClient, type SentCommand } from '../aws/fake-client.ts';
import { FakeTable } from '../aws/fake-table.ts';
import { CREATED_AT, NEW_CONTACT } from '../builders.ts';

/** An account as AWS Organizations lists it, and the OU that it is in. */
interface ListedAccount {
  Id: string;
  State?: string;
  parent?: string;
  JoinedTimestamp?: Date;
  tags?: Record<string, string>;
}

const ROOT = 'r-ab12';
const UNITS: Record<string, { parent: string; Name: string }> = {
  'ou-ab12-prod0001': { parent: ROOT, Name: 'Production' },
  'ou-ab12-shop0001': { parent: 'ou-ab12-prod0001', Name: 'Shop' },
};

/** The AWS that a sweep looks at, behind the real clients. Its clock moves by the functions' own pauses alone. */
export class SweepWorld {
  readonly table = new FakeTable();
  readonly objects = new Map<string, unknown>();
  readonly contacts = new Map<string, Contact>();
  accounts: ListedAccount[] = [];
  /** The error of AWS that reading contacts of an account meets. */
  readonly denied = new Map<string, Error>();
  /** The reads of contacts, such as `222222222222/SECURITY`. */
  readonly reads: string[] = [];
  readonly events: { source: string; type: string; detail: Record<string, unknown> }[] = [];
  readonly mails: { to: string; subject: string; text: string }[] = [];
  isInOrganization = true;
  executionStatus = 'RUNNING';

  constructor() {
    vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
    fakeClient(DynamoDBDocumentClient, this.table.answer);
    fakeClient(AccountClient, (command) => this.#contact(command));
    fakeClient(OrganizationsClient, (command) => this.#organization(command));
    fakeClient(SFNClient, () => ({ status: this.executionStatus }));
    fakeClient(S3Client, (command) => this.#object(command));
    fakeClient(EventBridgeClient, ({ input }) => this.#tell(input));
    fakeClient(SESv2Client, ({ input }) => this.#mail(input));
  }

  pass(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }

  known(accountId: string): InventoryItem | undefined {
    const item = this.table.items.get(accountId);
    return item && Object(structuredClone(item));
  }

  typed(type: string): Record<string, unknown>[] {
    return this.events.filter((event) => event.type.endsWith(type)).map(({ detail }) => detail);
  }

  set(accountId: string, contact: Contact | null, type = 'SECURITY'): void {
    if (contact) this.contacts.set(`${accountId}/${type}`, contact);
    else this.contacts.delete(`${accountId}/${type}`);
  }

  #contact({ input }: SentCommand): object {
    const name = `${input['AccountId']}/${input['AlternateContactType']}`;
    this.reads.push(name);
    const error = this.denied.get(String(input['AccountId']));
    if (error) throw error;
    const found = this.contacts.get(name);
    if (!found) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
    const { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber } = found;
    return { AlternateContact: { Name, Title, EmailAddress, PhoneNumber } };
  }

  #organization({ name, input }: SentCommand): object {
    if (!this.isInOrganization) throw new AWSOrganizationsNotInUseException({ message: 'none', $metadata: {} });
    const parent = String(input['ParentId']);
    switch (name) {
      case 'ListRootsCommand':
        return { Roots: [{ Id: ROOT, Name: 'Root' }] };
      case 'ListOrganizationalUnitsForParentCommand': {
        const units = Object.entries(UNITS).filter(([, unit]) => unit.parent === parent);
        return { OrganizationalUnits: units.map(([Id, { Name }]) => ({ Id, Name })) };
      }
      case 'ListAccountsForParentCommand':
        return {
          Accounts: this.accounts
            .filter((account) => (account.parent ?? ROOT) === parent)
            .map(({ Id, State = 'ACTIVE', JoinedTimestamp }) => ({
              Id,
              State,
              Name: `Account ${Id}`,
              JoinedTimestamp,
            })),
        };
      case 'ListTagsForResourceCommand': {
        const { tags = {} } = this.accounts.find(({ Id }) => Id === input['ResourceId']) ?? {};
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      }
      default:
        throw new Error(`the organization knows no ${name}`);
    }
  }

  #object({ name, input }: SentCommand): object {
    const key = String(input['Key']);
    if (name === 'PutObjectCommand') this.objects.set(key, JSON.parse(String(input['Body'])));
    return { ETag: '"1"', Body: { transformToString: async () => JSON.stringify(this.objects.get(key)) } };
  }

  #tell(input: Record<string, unknown>): object {
    for (const { Source, DetailType, Detail } of Object(input)['Entries']) {
      for (const secret of Object.values(NEW_CONTACT)) {
        if (String(Detail).includes(secret)) throw new Error('an event holds the details of a contact');
      }
      this.events.push({ source: Source, type: DetailType, detail: JSON.parse(Detail) });
    }
    return { Entries: [] };
  }

  #mail(input: Record<string, unknown>): object {
    const { Destination, Content } = Object(input);
    const { Subject, Body } = Content.Simple;
    this.mails.push({ to: Destination.ToAddresses[0], subject: Subject.Data, text: Body.Text.Data });
    return { MessageId: '1' };
  }
}
