/** Whether the objects that hold the plan of a campaign are those that the plan names. */
export interface ChainedPages {
  link: 'pages';
  finding: 'pagesAsPlanned' | 'pagesAltered' | 'pagesGone';
  /** How many pages the plan has. */
  pages: number;
}

/** How many changes of a campaign were applied as planned. Those that were not have a link each. */
export interface ChainedCampaign {
  link: 'campaign';
  finding: 'campaignApplied' | 'campaignUnderWay';
  applied: number;
  /** How many are planned. */
  all: number;
}
