import type { Requirement } from './find-requirements.ts';
import { stemOf } from './named-in.ts';
import type { ReviewHunk } from './review-hunk.ts';

/** A hunk with what it shares with a requirement: names and words, as a hint and no more. */
export type HunkMatch = { readonly hunk: ReviewHunk; readonly shared: readonly string[] };

const limits = { hunks: 3, shared: 4 };
const weights = { symbol: 2, word: 1, enough: 2 };

/** Finds the hunks that share a name, or two words, with a requirement; those that share most come first. */
export function matchHunks(hunks: readonly ReviewHunk[]): (requirement: Requirement) => readonly HunkMatch[] {
  const indexed = hunks.map((hunk) => ({ hunk, ...wordsOf(`${hunk.path}\n${hunk.text}`) }));
  return ({ symbols, words }) =>
    indexed
      .map(({ hunk, tokens, stems }) => {
        const names = symbols.filter((symbol) => tokens.has(symbol));
        const others = words.filter(({ stem }) => stems.has(stem) && !names.some((name) => stemOf(name) === stem));
        const score = names.length * weights.symbol + others.length * weights.word;
        const shared = [...names, ...others.map(({ written }) => written)].slice(0, limits.shared);
        return { hunk, shared, score };
      })
      .filter(({ score }) => score >= weights.enough)
      .toSorted((one, other) => other.score - one.score)
      .slice(0, limits.hunks)
      .map(({ hunk, shared }) => ({ hunk, shared }));
}

/** `parsePort` is also `parse` and `port`. */
function wordsOf(text: string): { readonly tokens: ReadonlySet<string>; readonly stems: ReadonlySet<string> } {
  const tokens = new Set(text.match(/[A-Za-z_$][\w$]{1,80}/g));
  const parts = [...tokens].flatMap((token) => [token, ...token.split(/_|(?<=[a-z0-9])(?=[A-Z])/)]);
  return { tokens, stems: new Set(parts.map(stemOf)) };
}
