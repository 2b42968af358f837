import { currentTime } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { isObject, type JsonObject } from '../json.ts';
import { REGION } from '../stack-account.ts';
import { TokenBucket } from '../token-bucket.ts';
import { addressIn } from './sent-mail.ts';

/** What SES lets an account send. */
interface SendingSettings {
  /** The identities that exist, by address or domain, with their verification status; without them, all are verified. */
  identities?: Map<string, string>;
  /** Whether the account has left the sandbox. */
  productionAccess: boolean;
  /** Recipients in 24 hours; -1 for any number. */
  max24HourSend: number;
  /** Recipients a second. */
  maxSendRate: number;
}

const PRODUCTION: SendingSettings = { productionAccess: true, max24HourSend: -1, maxSendRate: 1_000 };

/** @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
const SANDBOX: SendingSettings = { productionAccess: false, max24HourSend: 200, maxSendRate: 1 };

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html */
const VERIFICATION_STATUSES = ['PENDING', 'SUCCESS', 'FAILED', 'TEMPORARY_FAILURE', 'NOT_STARTED'];

const DAY_MS = 86_400_000;
const SIMULATOR = /@simulator\.amazonses\.com$/i;

/** An account of SES: its identities, its sandbox and its quotas. Everything may be sent until it is set otherwise. */
export class SendingAccount {
  readonly #now: () => number;
  #settings = PRODUCTION;
  #rate: TokenBucket;
  /** When each recipient of the last 24 hours was sent to. */
  #sentAt: number[] = [];

  /** @param now milliseconds since 1970; for tests */
  constructor(now: () => number = currentTime) {
    this.#now = now;
    this.#rate = this.#bucket();
  }

  /**
   * Replaces the settings; `{}` restores those of a new stack, `{ "productionAccess": false }` is the sandbox.
   * @throws TypeError saying what is wrong
   */
  replace(settings: unknown): void {
    this.#settings = readSettings(settings);
    this.#rate = this.#bucket();
    this.#sentAt = [];
  }

  /**
   * Counts a mail against the quotas.
   * @param recipients their addresses, without display names
   * @throws AwsError named `MessageRejected` or `TooManyRequestsException` for a mail that SES refuses
   */
  admit(from: string, recipients: string[]): void {
    const { productionAccess, max24HourSend } = this.#settings;
    const checked = productionAccess ? [] : recipients.filter((recipient) => !SIMULATOR.test(recipient));
    const failed = [from, ...checked].filter((identity) => !this.#maySend(addressIn(identity)));
    if (failed.length > 0) throw notVerified(failed);
    const isOverQuota = max24HourSend >= 0 && this.#sentInDay() + recipients.length > max24HourSend;
    if (isOverQuota) throw new AwsError('TooManyRequestsException', 'Daily message quota exceeded.', 429);
    if (!this.#rate.take()) throw new AwsError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    this.#sentAt.push(...recipients.map(() => this.#now()));
  }

  /** The account as GetAccount reports it. */
  describe(): JsonObject {
    const { productionAccess, max24HourSend, maxSendRate } = this.#settings;
    return {
      DedicatedIpAutoWarmupEnabled: false,
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: productionAccess,
      SendQuota: { Max24HourSend: max24HourSend, MaxSendRate: maxSendRate, SentLast24Hours: this.#sentInDay() },
      SendingEnabled: true,
      SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    };
  }

  /**
   * An identity as GetEmailIdentity reports it.
   * @throws AwsError named `NotFoundException`, also for an address whose domain alone is an identity
   */
  identity(name: string): JsonObject {
    const status = this.#statusOf(name);
    if (status === undefined) throw new AwsError('NotFoundException', `Email identity <${name}> does not exist.`, 404);
    const isVerified = status === 'SUCCESS';
    return {
      IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
      FeedbackForwardingStatus: true,
      VerifiedForSendingStatus: isVerified,
      VerificationStatus: status,
      DkimAttributes: { SigningEnabled: isVerified, Status: status, SigningAttributesOrigin: 'AWS_SES' },
      MailFromAttributes: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
      Policies: {},
      Tags: [],
    };
  }

  /** A verified domain stands for its addresses and for those of its subdomains. */
  #maySend(address: string): boolean {
    const labels = (address.split('@').at(-1) ?? '').split('.');
    const domains = labels.map((_label, index) => labels.slice(index).join('.'));
    return [address, ...domains].some((identity) => this.#statusOf(identity) === 'SUCCESS');
  }

  #statusOf(identity: string): string | undefined {
    const { identities } = this.#settings;
    return identities === undefined ? 'SUCCESS' : identities.get(inLowerCaseDomain(identity));
  }

  #sentInDay(): number {
    const since = this.#now() - DAY_MS;
    this.#sentAt = this.#sentAt.filter((at) => at > since);
    return this.#sentAt.length;
  }

  #bucket(): TokenBucket {
    const { maxSendRate } = this.#settings;
    return new TokenBucket({ perSecond: maxSendRate, burst: maxSendRate }, this.#now);
  }
}

function notVerified(identities: string[]): AwsError {
  const where = `The following identities failed the check in region ${REGION.toUpperCase()}`;
  return new AwsError('MessageRejected', `Email address is not verified. ${where}: ${identities.join(', ')}`);
}

function readSettings(given: unknown): SendingSettings {
  if (!isObject(given)) throw new TypeError('the settings of the mail account are a JSON object');
  const { identities, ...others } = given;
  const usual = others['productionAccess'] === false ? SANDBOX : PRODUCTION;
  const settings = { ...usual, ...others };
  const unknown = Object.keys(others).find((key) => !(key in usual));
  if (unknown !== undefined) throw new TypeError(`unknown property ${unknown}`);
  const { productionAccess, max24HourSend, maxSendRate } = settings;
  if (typeof productionAccess !== 'boolean') throw new TypeError('productionAccess must be true or false');
  if (!Number.isInteger(max24HourSend) || max24HourSend < -1)
    throw new TypeError('max24HourSend must be a number from -1');
  if (!Number.isFinite(maxSendRate) || maxSendRate < 1) throw new TypeError('maxSendRate must be a number from 1');
  return identities === undefined ? settings : { ...settings, identities: readIdentities(identities) };
}

function readIdentities(given: unknown): Map<string, string> {
  if (!isObject(given)) throw new TypeError('identities must be an object');
  const entries = Object.entries(given).map(([name, status]): [string, string] => {
    if (VERIFICATION_STATUSES.includes(String(status))) return [inLowerCaseDomain(name), String(status)];
    throw new TypeError(`the identity ${name} must be one of ${VERIFICATION_STATUSES.join(', ')}`);
  });
  return new Map(entries);
}

/** Domains are compared without regard to case, the part before the @ is not. */
function inLowerCaseDomain(identity: string): string {
  return identity.replace(/[^@]*$/, (domain) => domain.toLowerCase());
}
