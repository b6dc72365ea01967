/** What the model would do, for people to approve of before any of it is done. All of it is the model's words. */
export type Proposal = {
  /** What is wrong, and what is to be done about it. */
  readonly approach: string;
  readonly files: readonly ProposedFile[];
  readonly steps: readonly string[];
  /** What will show that it works. */
  readonly tests: readonly string[];
  readonly risks: readonly string[];
  /** For whoever approves of it. */
  readonly questions: readonly string[];
};

export type ProposedFile = {
  readonly path: string;
  readonly change: 'add' | 'change' | 'delete';
  readonly what: string;
};
