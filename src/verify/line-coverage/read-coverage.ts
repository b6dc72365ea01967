import type { FileCoverage } from '../file-coverage.ts';
import { isTestPath } from '../is-test-path.ts';
import type { Collected } from './collected.ts';
import { type CountedRange, executionStates, markExecuted } from './mark-executed.ts';
import { type ChangedSource, sortLines } from './sort-lines.ts';

/**
 * Which changed lines the tests executed, file by file. A file of which that cannot be told is left out: it was run as another
 * text than the one that was written, or may have been run as part of one.
 */
export function readCoverage(
  collected: readonly Collected[],
  sources: readonly ChangedSource[],
): readonly FileCoverage[] {
  const loaded = new Set(collected.flatMap((record) => (record.kind === 'loaded' ? record.paths : [])));
  const byPath = Map.groupBy(collected, (record) => (record.kind === 'loaded' ? '' : record.path));
  return sources.flatMap((source) => {
    const types = (byPath.get(source.path) ?? []).flatMap((record) => (record.kind === 'types' ? record.lines : []));
    const lines = without(source.lines, new Set(types));
    const coverage = readFile({ ...source, lines }, byPath.get(source.path) ?? [], loaded);
    return coverage === null || coverage.covered.length + coverage.uncovered.length === 0 ? [] : [coverage];
  });
}

function without(lines: readonly number[], left: ReadonlySet<number>): readonly number[] {
  return lines.filter((line) => !left.has(line));
}

function readFile(
  source: ChangedSource,
  records: readonly Collected[],
  loaded: ReadonlySet<string>,
): FileCoverage | null {
  const counted = records.filter(({ kind }) => kind !== 'types');
  if (counted.length === 0) return neverLoaded(source, loaded);
  const pythons = counted.flatMap((record) => (record.kind === 'lines' ? [record] : []));
  if (pythons.length > 0) return byLines(source, pythons);
  const text = source.text.replace(/^\ufeff/, '');
  const states = new Uint8Array(text.length);
  for (const record of counted) {
    const ranges = rangesOf(record, text);
    if (ranges === null) return null;
    markExecuted(states, ranges);
  }
  return sortLines({ ...source, text }, states);
}

/** `null`: not what this text would say. */
function rangesOf(record: Collected, text: string): readonly CountedRange[] | null {
  if (record.kind === 'parts') return partRanges(record.parts, text);
  if (record.kind !== 'script') return null;
  const sourceUrl = `\n\n//# sourceURL=${record.address}`.length;
  const isThisText = [0, sourceUrl, sourceUrl - 'file://'.length].includes(record.length - text.length);
  return isThisText ? record.ranges : null;
}

type Part = Extract<Collected, { kind: 'parts' }>['parts'][number];

function partRanges(parts: readonly Part[], text: string): readonly CountedRange[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offsetOf = ({ line, column }: Part['start']) => {
    const end = (starts[line] ?? text.length + 1) - 1;
    return Math.min((starts[line - 1] ?? text.length) + column, end);
  };
  return parts.map(({ start, end, count }) => ({ start: offsetOf(start), end: offsetOf(end), count }));
}

function byLines(
  { path, lines }: ChangedSource,
  records: readonly { readonly executed: readonly number[]; readonly missed: readonly number[] }[],
): FileCoverage {
  const executed = new Set(records.flatMap((record) => record.executed));
  const missed = new Set(records.flatMap((record) => record.missed));
  return {
    path,
    covered: lines.filter((line) => executed.has(line)),
    uncovered: lines.filter((line) => missed.has(line) && !executed.has(line)),
  };
}

/** Told of a file only where its neighbours were run as they are written: elsewhere it may be part of a bundle. */
function neverLoaded(source: ChangedSource, loaded: ReadonlySet<string>): FileCoverage | null {
  const place = placeOf(source.path);
  if (![...loaded].some((path) => placeOf(path) === place && !isTestPath(path))) return null;
  return sortLines(source, new Uint8Array(source.text.length).fill(executionStates.missed));
}

/** The folder at the root that a file is in, and what it is written in. */
function placeOf(path: string): string {
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
  return `${folder} ${path.slice(path.lastIndexOf('.'))}`;
}
