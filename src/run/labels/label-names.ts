/** Where an issue stands, as its labels say it; it has one such label at a time. */
export type IssueState = 'queued' | 'running' | 'needs-input' | 'pr-open' | 'failed' | 'blocked';

/** What maintainers call the labels. */
export type LabelNames = {
  /** Put on by people, to begin. */
  readonly go: string;
  /** Put on by people, to see a plan first. */
  readonly plan: string;
  /** Put on by people, to keep us off. */
  readonly never: string;
  readonly states: Readonly<Record<IssueState, string>>;
};
