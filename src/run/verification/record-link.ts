/** The links between what a run claims and what it did, in the order in which each leans on those before it. */
export type LinkName =
  | 'chain'
  | 'files'
  | 'end'
  | 'candidates'
  | 'commit'
  | 'statement'
  | 'proof'
  | 'merged'
  | 'anchor';

/** One link that was looked at, and what was seen, in a sentence. */
export type CheckedLink = { readonly link: LinkName; readonly holds: boolean; readonly words: string };

export type LinkFinding = Omit<CheckedLink, 'link'>;

export const holds = (words: string): LinkFinding => ({ holds: true, words });

export const broken = (words: string): LinkFinding => ({ holds: false, words });
