import type { AlternateContact, AlternateContactType } from '@aws-sdk/client-account';
import type { Recorder } from '../recording/recorder.ts';
import type { Target } from '../target/target.ts';

/** The contact that the scenario changes and restores. */
export interface Sandbox {
  accountId: string;
  type: AlternateContactType;
}

/** What the steps of the scenario work with. */
export interface Context {
  target: Target;
  record: Recorder;
  sandbox: Sandbox;
  /** What the contact was before the scenario; nothing if it was not set. */
  original: AlternateContact | undefined;
  /** Who approves; the contact gets this address, too, so that only they get mails about it. */
  approver: string;
  /** Part of every id and name that the run makes. */
  runId: string;
  signal: AbortSignal;
  /** Tells how far it is. */
  say(text: string): void;
}

/** A step of the scenario; throws when the service doesn't do what it should. */
export interface Step {
  title: string;
  run(context: Context): Promise<void>;
}
