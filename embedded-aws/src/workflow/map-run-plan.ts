import type { CompactList } from '../compact-list.ts';
import type { WorkflowError } from './workflow-error.ts';

/** How a Map run is controlled; UpdateMapRun changes it. */
export interface MapRunSettings {
  /** How many children run at a time; 0 means as many as possible. */
  maxConcurrency: number;
  /** How many items may fail; nothing if there is no such limit. */
  toleratedFailureCount?: number | undefined;
  /** How many of a hundred items may fail; nothing if there is no such limit. */
  toleratedFailurePercentage?: number | undefined;
}

/** What a Map run is begun with. */
export interface MapRunPlan {
  /** A UUID, the last part of its ARN. */
  id: string;
  /** The label of its Map, which is part of its children's ARNs. */
  label: string;
  /** The name of the execution that it is part of. */
  execution: string;
  /** The name of its Map. */
  state: string;
  /** The id of the definition that has the Map. */
  definition: string;
  startDate: Date;
  settings: MapRunSettings;
}

/** How a Map run ended. */
export interface MapRunEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  stopDate: Date;
  error?: WorkflowError | undefined;
}

/** The items of a Map run, and how many each child gets as its batch; nothing if it gets one, as it is. */
export interface MapRunItems {
  list: CompactList<unknown>;
  perChild: number | undefined;
}
