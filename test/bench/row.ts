/** One figure of the table: what was measured, against what, and whether that is enough. */
export type Row = {
  readonly figure: string;
  readonly unit: 'ms' | 'MB' | '%';
  readonly measured: number;
  /** `null`: the target is a figure of its own. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  /** The most that the measured value may be: of the baseline, or absolute where there is none. */
  readonly target: number;
  readonly samples: readonly number[];
  readonly baselineSamples: readonly number[];
};

export type JudgedRow = Row & { readonly ratio: number | null; readonly reached: boolean };

export function judgeRow(row: Row): JudgedRow {
  const ratio = row.baseline === null ? null : row.measured / row.baseline.value;
  return { ...row, ratio, reached: (ratio ?? row.measured) <= row.target };
}
