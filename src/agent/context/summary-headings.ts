/** In this order; `summary-rules.md` says what belongs under each. */
export const summaryHeadings = [
  'Task state',
  'Decisions',
  'Files touched',
  'Tests and their state',
  'Constraints learnt',
  'Next steps',
] as const;

export type SummaryHeading = (typeof summaryHeadings)[number];
