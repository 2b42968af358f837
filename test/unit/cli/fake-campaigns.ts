import type { Aws } from '../../../cli/aws/connect.ts';

/** The campaigns of the fake AWS, and its bucket. */
export interface CampaignAnswers {
  /** What is known of every campaign whose changes are being applied. */
  campaign?: Awaited<ReturnType<Aws['readCampaign']>>;
  /** How many contacts have been read for the plan of every campaign. */
  planned?: Awaited<ReturnType<Aws['readPlanned']>>;
  /** Thrown when a campaign is steered. */
  steerError?: Error;
  /** The texts of the objects in the bucket. */
  objects?: Record<string, string>;
}

export interface CampaignCalls {
  steered: Parameters<Aws['steerCampaign']>[0][];
  /** The change sets that were uploaded, each with its text. */
  changeSets: { key: string; sha256: string; text: string }[];
}

type Campaigns = Pick<Aws, 'steerCampaign' | 'readCampaign' | 'readPlanned' | 'putChangeSet' | 'readObject'>;

export function fakeCampaigns(
  { campaign, planned, steerError, objects = {} }: CampaignAnswers,
  calls: CampaignCalls,
  error: Error | undefined,
): Campaigns {
  return {
    steerCampaign: async (steering) => {
      if (steerError) throw steerError;
      calls.steered.push(steering);
    },
    readCampaign: async () => campaign,
    readPlanned: async () => planned,
    putChangeSet: async ({ bytes, key, sha256 }, tell) => {
      if (error) throw error;
      tell(Math.floor(bytes.length / 2));
      calls.changeSets.push({ key, sha256, text: Buffer.from(bytes).toString() });
    },
    readObject: async (key) => {
      const text = objects[key];
      return text === undefined ? undefined : Buffer.from(text);
    },
  };
}
