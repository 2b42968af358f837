import { AwsError } from '../../../src/endpoint/aws-error.ts';
import type { MapRun } from '../../../src/workflow/map-run.ts';
import type { MapServices } from '../../../src/workflow/map-services.ts';
import { WORK } from './workflow-run.ts';

/** A task whose function is `work`. */
export const TASK = { Type: 'Task', Resource: WORK, End: true };

/**
 * A distributed Map of one task. The input has the items and how many run at a time, so that tests share a definition: to check
 * one takes longer than to run it.
 */
export function distributedMap(map: object = {}, states: object = { Work: TASK }): object {
  return {
    Type: 'Map',
    ItemsPath: '$.items',
    MaxConcurrencyPath: '$.most',
    Label: 'Each',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: Object.keys(states)[0],
      States: states,
    },
    End: true,
    ...map,
  };
}

/** Buckets in memory, whose role may do everything but what is refused. Objects are by bucket and key. */
export function bucketsOf(objects: Record<string, string> = {}, refused: string[] = []): MapServices {
  const check: MapServices['check'] = (action, [resource]) => {
    if (refused.includes(action)) throw new AwsError('AccessDeniedException', `not ${action} on ${resource}`, 403);
  };
  return {
    check,
    readObject: (bucket, key) => {
      check('s3:GetObject', [`${bucket}/${key}`]);
      const text = objects[`${bucket}/${key}`];
      if (text === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
      return Buffer.from(text);
    },
    listObjects: (bucket, prefix) =>
      Object.entries(objects)
        .filter(([id]) => id.startsWith(`${bucket}/${prefix}`))
        .map(([id, text]) => {
          const key = id.slice(bucket.length + 1);
          return { key, size: text.length, etag: '"e"', lastModified: new Date(1000) };
        }),
    checkWritable: (bucket, key) => check('s3:PutObject', [`${bucket}/${key}`]),
    writeObject: (bucket, key, bytes) => {
      check('s3:PutObject', [`${bucket}/${key}`]);
      objects[`${bucket}/${key}`] = bytes.toString();
    },
  };
}

/** The statuses of the children that have begun, in the order of their items. */
export function childStatuses(run: MapRun | undefined): string[] {
  return run?.inOrder.map(({ status }) => status) ?? [];
}
