import { isObject } from 'embedded-aws/json.ts';
import type { Observation, Recorded, Transcript } from '../recording/transcript.ts';
import { sequenceDifferences } from './sequence.ts';

/** Where two transcripts differ; a side without a value has nothing there. */
export interface Difference {
  step: string;
  what: string;
  /** Into the answer, such as `shape.AlternateContact.Name`; empty for all of it. */
  path: string;
  found?: Recorded;
  expected?: Recorded;
}

type Values = Pick<Difference, 'path' | 'found' | 'expected'>;

/**
 * Compares what a deployment answered with what the embedded AWS answered in the same steps. A step that one of them didn't
 * reach is one difference.
 */
export function compareTranscripts(found: Transcript, expected: Transcript): Difference[] {
  const titles = new Set([...found, ...expected].map(({ title }) => title));
  return [...titles].flatMap((step) => {
    const ours = found.find(({ title }) => title === step);
    const theirs = expected.find(({ title }) => title === step);
    if (ours && theirs) return compareSteps(ours.observations, theirs.observations).map((each) => ({ step, ...each }));
    return [{ step, what: 'the step', path: '', ...side(ours && 'reached', theirs && 'reached') }];
  });
}

function compareSteps(found: Observation[], expected: Observation[]): Omit<Difference, 'step'>[] {
  const whats = new Set([...found, ...expected].map(({ what }) => what));
  return [...whats].flatMap((what) => {
    const ours = found.find((each) => each.what === what)?.answer;
    const theirs = expected.find((each) => each.what === what)?.answer;
    return compareValues(ours, theirs, '').map((each) => ({ what, ...each }));
  });
}

function compareValues(found: Recorded | undefined, expected: Recorded | undefined, path: string): Values[] {
  if (isObject(found) && isObject(expected)) return compareFields(found, expected, path);
  const [ours, theirs] = [onlyItem(found), onlyItem(expected)];
  if (isObject(ours) && isObject(theirs)) return compareFields(ours, theirs, `${path}[]`);
  if (isTexts(found) && isTexts(expected)) {
    return sequenceDifferences(found, expected).map((each) => ({ path: join(path, each.place), ...each.values }));
  }
  const isEqual = JSON.stringify(found) === JSON.stringify(expected);
  return isEqual ? [] : [{ path, ...side(found, expected) }];
}

function compareFields(
  found: { [key: string]: Recorded },
  expected: { [key: string]: Recorded },
  path: string,
): Values[] {
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...keys].flatMap((key) => {
    const isOptional = key.startsWith('?');
    if (isOptional && !(key in found && key in expected)) return [];
    return compareValues(found[key], expected[key], join(path, key));
  });
}

function side(found: Recorded | undefined, expected: Recorded | undefined): Pick<Difference, 'found' | 'expected'> {
  return { ...(found !== undefined && { found }), ...(expected !== undefined && { expected }) };
}

/** The shape of a list whose items are all alike. */
function onlyItem(value: Recorded | undefined): Recorded | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : undefined;
}

/** A list whose order matters; lists of shapes hold objects, too. */
function isTexts(value: Recorded | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
