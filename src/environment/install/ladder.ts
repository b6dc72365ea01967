import type { DiagnosisKind } from './diagnosis.ts';

/** Ways to install the same dependencies, the most faithful first. Empty: there is nothing to install. */
export type Ladder = readonly Rung[];

export type Rung = {
  readonly command: string;
  /** The kinds of failure of an earlier rung that this one may get over. The first rung needs none. */
  readonly cures: readonly DiagnosisKind[];
};
