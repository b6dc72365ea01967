/** Every command that people can give in a comment. */
export const commandNames = ['agent', 'retry', 'stop', 'plan', 'approve', 'budget', 'explain', 'help'] as const;

export type CommandName = (typeof commandNames)[number];

/** What a person asked for in a comment. */
export type Command = Order | Misread;

/** A command that can be carried out. Texts are what a reader of the comment sees, `null` when there is none. */
export type Order =
  | { readonly kind: 'agent'; readonly instructions: string | null }
  | { readonly kind: 'retry'; readonly hint: string | null }
  /** Goes on from a step of the run before. */
  | { readonly kind: 'retry-from'; readonly step: number; readonly hint: string | null }
  /** Several candidates beside one another, of which the best is kept. */
  | { readonly kind: 'retry-many'; readonly candidates: number; readonly hint: string | null }
  | { readonly kind: 'stop' }
  | { readonly kind: 'plan'; readonly text: string | null }
  | { readonly kind: 'approve' }
  | { readonly kind: 'budget'; readonly costUsd: number }
  /** `path` is relative to the root of the repository; without a `line` the whole file is meant. */
  | { readonly kind: 'explain'; readonly path: string; readonly line: number | null }
  | { readonly kind: 'help' };

/** What was meant for us and says nothing we can do. */
export type Misread =
  | {
      readonly kind: 'malformed';
      readonly name: CommandName;
      /** What is wrong, as a full sentence of ours that quotes nothing. */
      readonly problem: string;
      /** The command as it can be written, or what else may be meant. */
      readonly examples: readonly string[];
    }
  /** Looks like a command of ours, misspelt. */
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest: CommandName };
