/** A value without personal data: names as they are, everything else as its type. */
export type Recorded = string | number | boolean | null | Recorded[] | { [key: string]: Recorded };

/** What was seen at one point of a step. */
export interface Observation {
  /** Unique within its step, such as `account:GetAlternateContact`. */
  what: string;
  /** A key that begins with `?` is about something that timing decides: it may be missing. */
  answer: Recorded;
}

export interface RecordedStep {
  title: string;
  observations: Observation[];
}

/** What a deployment answered in the steps of the scenario, in order. */
export type Transcript = RecordedStep[];
