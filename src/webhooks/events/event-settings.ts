import type { LabelNames } from '../../run/labels/label-names.ts';

export type EventSettings = {
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  readonly appId: number;
  /** What the names of our branches begin with. */
  readonly branchPrefix: string;
  readonly labels: LabelNames;
};
