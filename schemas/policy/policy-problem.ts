/** Keys and indexes that lead to a value of the policy. */
export type Path = (string | number)[];

/** Something that is wrong with a value of the policy, in words. */
export interface PolicyProblem {
  path: Path;
  message: string;
  /** How many characters of the text at the path are right, if it is a text of several lines. */
  offset?: number;
}
