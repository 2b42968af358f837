import { recordedCall, recordedPage } from './answer.ts';
import { answersTo } from './listen.ts';
import type { Scrubber } from './scrubber.ts';
import { distinct } from './shape.ts';
import type { Recorded, RecordedStep, Transcript } from './transcript.ts';

/** A call of an AWS API got no answer at all. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Keeps what a deployment answers, without personal data. */
export class Recorder {
  readonly transcript: Transcript = [];
  readonly scrubber: Scrubber;

  constructor(scrubber: Scrubber) {
    this.scrubber = scrubber;
  }

  /** Begins the next step. */
  begin(title: string): void {
    this.transcript.push({ title, observations: [] });
  }

  note(what: string, answer: Recorded): void {
    this.#step().observations.push({ what, answer });
  }

  /**
   * Calls an AWS API and keeps the answer, also if it is an error.
   * @throws NoAnswerError
   */
  async call(what: string, run: () => Promise<unknown>): Promise<void> {
    const { answers, error } = await answersTo(run);
    const last = answers.at(-1);
    if (!last) throw new NoAnswerError(`${what} was not answered: ${error}`, { cause: error });
    this.note(what, recordedCall(last, this.scrubber));
  }

  /** Calls an AWS API many times, and keeps the different answers, however often each came. */
  async calls(what: string, run: () => Promise<unknown>): Promise<void> {
    const { answers } = await answersTo(run);
    this.note(what, distinct(answers.map((answer) => recordedCall(answer, this.scrubber))));
  }

  /** Fetches a page of the HTTP API without following redirects, and keeps the answer. @returns its text */
  async page(what: string, url: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(url, { redirect: 'manual', ...init });
    const body = await response.text();
    const headers = Object.fromEntries(response.headers);
    this.note(what, recordedPage({ status: response.status, headers, body }, this.scrubber));
    return body;
  }

  #step(): RecordedStep {
    const step = this.transcript.at(-1);
    if (!step) throw new Error('no step has begun');
    return step;
  }
}
