/** What came of one thing that somebody asked for in a comment. */
export type Answer =
  | {
      readonly kind: 'begun';
      readonly work: 'solve' | 'plan' | 'revise';
      /** So many runs begin before it. */
      readonly ahead: number;
      /** What to know of it, full sentences. */
      readonly notes: readonly string[];
      /** The plan that is carried out, in the model's words; left out: there is none. */
      readonly plan?: string;
    }
  /** Not begun until somebody approves of it. */
  | { readonly kind: 'held'; readonly why: 'cost' | 'text-changed'; readonly details: readonly string[] }
  | { readonly kind: 'busy'; readonly state: 'waiting' | 'running' }
  | {
      readonly kind: 'not-taken';
      readonly why: 'full' | 'daily-limit' | 'person-limit' | 'issue-limit' | 'budget' | 'closed';
      /** When it may be asked for again, ISO 8601; `null`: not known. */
      readonly until: string | null;
    }
  | { readonly kind: 'stopped'; readonly what: 'running' | 'waiting' | 'held' | 'nothing' }
  | { readonly kind: 'nothing-to-approve'; readonly state: 'waiting' | 'running' | null }
  | {
      readonly kind: 'budget';
      readonly askedUsd: number;
      /** What the operator and the repository allow a run at most. */
      readonly mostUsd: number;
      readonly state: 'waiting' | 'running' | 'held' | null;
    }
  /** Markdown in which no text of others does anything. */
  | { readonly kind: 'explanation'; readonly markdown: string }
  | { readonly kind: 'help'; readonly facts: HelpFacts }
  /** Not understood, or not to be done beside the other commands of the same comment. */
  | { readonly kind: 'set-aside'; readonly because: string; readonly examples: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string; readonly nextAction: string };

export type HelpFacts = {
  readonly on: 'issue' | 'our-pull-request' | 'elsewhere';
  /** Whether the reader may have work done here. */
  readonly mayAsk: boolean;
  readonly labels: { readonly go: string; readonly plan: string; readonly never: string };
  readonly state: 'waiting' | 'running' | 'held' | null;
  /** What a run may cost without approval, in US dollars; `null`: whatever it costs. */
  readonly approveAboveUsd: number | null;
  /** By `/budget`, in US dollars. */
  readonly budgetUsd: number | null;
};
