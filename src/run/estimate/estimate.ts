/** What is known of a run that has ended, and is asked of its repository's history. */
export type PastRun = {
  /** ISO 8601. */
  readonly endedAt: string;
  /** `stopped`: people ended it, which says nothing about how it would have gone. */
  readonly ending: 'verified' | 'published' | 'nothing' | 'stopped';
  readonly elapsedMs: number;
  /** `null`: the model had no known price. */
  readonly costUsd: number | null;
};

export type RunBudget = { readonly minutes: number; readonly costUsd: number };

/** What a run may come to. Nothing here is more than the budget allows: there a run ends. */
export type Estimate =
  /** Too little is known to say more than what a run may take at most. */
  | { readonly kind: 'too-little-known'; readonly runs: number; readonly needed: number; readonly most: RunBudget }
  | {
      readonly kind: 'from-history';
      readonly runs: number;
      /** `null`: prices were not known often enough. */
      readonly costUsd: Range | null;
      readonly elapsedMs: Range;
      /** Of a pull request, and of one that is verified. */
      readonly published: Odds;
      readonly verified: Odds;
      readonly most: RunBudget;
    };

/** Half of the runs came to no more than `middle`, nine of ten lay between `low` and `high`. */
export type Range = { readonly low: number; readonly middle: number; readonly high: number };

/** So many of so many; and what, with nine chances in ten, the true share lies between. */
export type Odds = { readonly times: number; readonly of: number; readonly low: number; readonly high: number };
