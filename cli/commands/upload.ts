import { counted } from '../../functions/wording/counted.ts';
import type { WrittenChangeSet } from '../input/change-set.ts';
import { barText } from '../output/bar.ts';
import type { Session } from './session.ts';

const MEGABYTE = 1e6;

/** Uploads the changes of a campaign, and shows how far that is. */
export async function uploadChangeSet({ aws, isJson, terminal }: Session, changeSet: WrittenChangeSet): Promise<void> {
  const { bytes, count } = changeSet;
  const what = `${counted(count, 'change')}, ${(bytes.length / MEGABYTE).toFixed(1)} MB`;
  const bar = isJson ? undefined : terminal.progress(`uploading ${what}`);
  try {
    await aws.putChangeSet(changeSet, (sent) => bar?.say(`${barText(sent, bytes.length)} uploading ${what}`));
  } finally {
    bar?.stop();
  }
}
