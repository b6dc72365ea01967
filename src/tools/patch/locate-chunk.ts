import { isTelling } from '../edit/is-telling.ts';
import {
  asTheyAre,
  type LineReading,
  withOtherIndent,
  withOtherPunctuation,
  withOtherTails,
} from '../edit/line-readings.ts';
import { type LineMatch, matchLines } from '../edit/match-lines.ts';
import { findScopes, type Scope } from './find-scopes.ts';
import type { Chunk } from './patch.ts';

export type Located =
  | { readonly kind: 'found'; readonly match: LineMatch; readonly besides: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous'; readonly firsts: readonly number[] };

/**
 * Where the chunk's old lines stand: in the scope of its anchors, after the chunk before it, by the strictest reading that
 * finds any. Where there is but one such place in the whole file, it is that one, whatever the anchors say.
 */
export function locateChunk(lines: readonly string[], chunk: Chunk, cursor: number): Located {
  const scopes = findScopes(lines, chunk.anchors, cursor);
  const found = readings(chunk).map((reading) => ({ besides: reading.besides, matches: find(lines, chunk, reading) }));
  for (const { besides, matches } of found) {
    const within = preferEnd(
      matches.filter((match) => isWithin(match, scopes, cursor)),
      lines,
      chunk,
    );
    if (within.length > 0) return decide(within, besides);
  }
  const loosest = found.at(-1)?.matches ?? [];
  const strictest = found.find(({ matches }) => matches.length > 0);
  return loosest.length > 1 ? decide(loosest, '') : decide(strictest?.matches ?? [], strictest?.besides ?? '');
}

function readings(chunk: Chunk): readonly LineReading[] {
  const safe = [asTheyAre, withOtherTails, withOtherPunctuation];
  return isTelling(chunk.old.join('\n')) ? [...safe, withOtherIndent] : safe;
}

function find(lines: readonly string[], chunk: Chunk, reading: LineReading): readonly LineMatch[] {
  return matchLines(lines, { old: chunk.old, new: chunk.new, repeated: () => chunk.repeated }, reading);
}

function decide(matches: readonly LineMatch[], besides: string): Located {
  const [match, ...others] = matches;
  if (match === undefined) return { kind: 'missing' };
  return others.length === 0
    ? { kind: 'found', match, besides }
    : { kind: 'ambiguous', firsts: matches.map(({ first }) => first) };
}

/** Without anchors, everything after the chunk before is the scope. */
function isWithin({ first }: LineMatch, scopes: readonly Scope[] | null, cursor: number): boolean {
  if (first < cursor) return false;
  return scopes === null || scopes.some(({ start, end }) => first >= start && first < end);
}

/** A chunk that is said to be at the end is meant there, if it stands there. */
function preferEnd(matches: readonly LineMatch[], lines: readonly string[], chunk: Chunk): readonly LineMatch[] {
  const last = chunk.isAtEnd ? matches.filter(({ first }) => first + chunk.old.length === lines.length) : [];
  return last.length > 0 ? last : matches;
}
