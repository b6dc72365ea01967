import type { VerdictLabel } from '../verify/suite.ts';
import { describeVerdict } from './describe-verdict.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';
import { inertLine } from './inert-line.ts';
import { tableRow } from './table-row.ts';

/** One attempt of several at the same issue, as a reader compares it with the others. */
export type CandidateRow = {
  readonly number: number;
  readonly result:
    | {
        readonly kind: 'proved';
        readonly verdict: VerdictLabel;
        /** Tests; `null`: only the exit code of the suite is known. */
        readonly fixed: number | null;
        readonly broken: number | null;
        readonly lines: { readonly added: number; readonly removed: number };
      }
    | { readonly kind: 'no-change' }
    | { readonly kind: 'failed' };
  readonly costUsd: number | null;
  readonly elapsedMs: number;
  /** What kept it from being chosen; `null` for the chosen one. */
  readonly why: string | null;
};

export type CandidatesShown = {
  /** Best first. */
  readonly rows: readonly CandidateRow[];
  /** Why it is the first, in a sentence. */
  readonly because: string;
};

const maxRows = 10;

/** The candidates of a run beside one another. Hand in what `makePublishable` has gone over. */
export function renderCandidates({ rows, because }: CandidatesShown): string {
  return [
    `#### ${rows.length} candidates`,
    '',
    inertLine(because, 300),
    '',
    tableRow('Candidate', 'Proof', 'Tests mended', 'Tests broken', 'Lines', 'Cost', 'Time', 'Why not'),
    tableRow('---', '---', '---:', '---:', '---:', '---:', '---:', '---'),
    ...rows.slice(0, maxRows).map(row),
  ].join('\n');
}

function row(candidate: CandidateRow): string {
  const { number, costUsd, elapsedMs, why } = candidate;
  const end = [formatCost(costUsd), formatDuration(elapsedMs), why === null ? 'chosen' : inertLine(why, 200)];
  return tableRow(why === null ? `**${number}**` : String(number), ...measured(candidate), ...end);
}

function measured({ result }: CandidateRow): readonly string[] {
  if (result.kind !== 'proved') return [result.kind === 'failed' ? 'did not finish' : 'no change', '–', '–', '–'];
  const { verdict, fixed, broken, lines } = result;
  return [describeVerdict(verdict), number(fixed), number(broken), `+${lines.added} −${lines.removed}`];
}

function number(tests: number | null): string {
  return tests === null ? 'not known' : String(tests);
}
