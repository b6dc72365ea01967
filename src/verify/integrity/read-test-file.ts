import { findSwallows } from './find-swallows.ts';
import { findTitles, type Title } from './find-titles.ts';
import { languageOf } from './language-of.ts';
import { lineAt, lineStartsOf } from './line-at.ts';
import type { Mark } from './mark.ts';
import { type MaskedCode, maskCode } from './mask-code.ts';
import { type Assertion, readAssertion } from './read-assertion.ts';
import { skeletonOf } from './skeleton-of.ts';
import { testWords } from './test-words.ts';

/** A line of code without comments and without the title of a test. */
export type CodeLine = Mark & { readonly skeleton: string };

/** A test with everything up to the next one. */
export type TestPart = {
  /** `null`: what stands before the first test. */
  readonly title: string | null;
  readonly line: number;
  readonly lines: readonly CodeLine[];
  readonly skips: readonly Mark[];
  readonly assertions: readonly Assertion[];
  /** What keeps an assertion from failing its test. */
  readonly swallows: readonly Mark[];
};

export type TestFile = {
  /** Holds no code. */
  readonly isEmpty: boolean;
  readonly parts: readonly TestPart[];
  readonly focuses: readonly Mark[];
  /** Skips that stand for more than one test. */
  readonly groupSkips: readonly Mark[];
};

/** Reads a test file by its words, without running it. Commented-out code does not count. Time is linear in the text. */
export function readTestFile(path: string, text: string): TestFile {
  return isData.test(path) ? readData(text) : readCode(path, text);
}

const isData = /\.(?:txt|json5?|jsonl|xml|ya?ml|toml|csv|tsv|html?|svg|md|tap|log|out|golden|expected|patch|diff)$/;

/** Data of the tests has values, and no tests. */
function readData(text: string): TestFile {
  const none = { skips: [], assertions: [], swallows: [] };
  const isEmpty = text.split('\n').every((line) => /^\s*(?:#|--|$)/.test(line));
  return {
    isEmpty,
    parts: [{ title: null, line: 1, lines: codeLines(text, text), ...none }],
    focuses: [],
    groupSkips: [],
  };
}

function readCode(path: string, text: string): TestFile {
  const language = languageOf(path);
  const words = testWords[language];
  const masked = maskCode(text, language);
  const titles = findTitles(masked, words);
  const code = withoutTitles(masked.code, titles);
  const bare = withoutTitles(masked.bare, titles);
  const starts = lineStartsOf(text);
  const marks = (pattern: RegExp) => findMarks({ code, bare }, starts, pattern);
  const skips = [...marks(words.skip), ...buildTags(text)];
  const assertions = marks(words.assertion).map((mark) => readAssertion({ code, bare }, words, mark));
  return {
    isEmpty: masked.code.split('\n').every((line) => /^\s*(?:#|--|$)/.test(line)),
    parts: splitParts(titles, {
      starts,
      lines: codeLines(code, bare),
      skips: skips.filter(({ text: spelling }) => !groupSkip.test(spelling)),
      assertions,
      swallows: findSwallows(bare, starts, assertions),
    }),
    focuses: marks(words.focus),
    groupSkips: skips.filter(({ text: spelling }) => groupSkip.test(spelling)),
  };
}

const groupSkip = /describe|suite|context|pytestmark|__test__|collect_ignore|allow_module_level|^\/\/go:build/;

function withoutTitles(code: string, titles: readonly Title[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const { end, text } of titles) {
    kept.push(code.slice(at, end - text.length), ' '.repeat(text.length));
    at = end;
  }
  return [...kept, code.slice(at)].join('');
}

/** The text of a mark is the line it starts on. */
function findMarks({ code, bare }: MaskedCode, starts: readonly number[], pattern: RegExp): readonly PlacedMark[] {
  return [...bare.matchAll(pattern)].map((match) => {
    const start = match.index + Math.max(0, match[0].search(/\S/));
    const line = lineAt(starts, start);
    return {
      start,
      line,
      text: code
        .slice(starts[line - 1], starts[line])
        .trim()
        .slice(0, 200),
    };
  });
}

type PlacedMark = Mark & { readonly start: number };

/** A constraint on building a Go file can leave the whole file out. It is a comment, and comes before the package. */
function buildTags(text: string): readonly Mark[] {
  return [...text.slice(0, 4000).matchAll(/^\/\/go:build [^\n]{1,200}/gm)].map(({ 0: tag, index }) => ({
    line: text.slice(0, index).split('\n').length,
    text: tag,
  }));
}

/** A line that lies within a string has nothing but that. */
function codeLines(code: string, bare: string): readonly CodeLine[] {
  const bareLines = bare.split('\n');
  return code.split('\n').flatMap((whole, index) => {
    const text = whole.trim().replace(/\s+/g, ' ');
    return text === '' ? [] : [{ line: index + 1, text, skeleton: skeletonOf(bareLines[index] ?? '') || 'S' }];
  });
}

type Found = {
  readonly starts: readonly number[];
  readonly lines: readonly CodeLine[];
  readonly skips: readonly Mark[];
  readonly assertions: readonly Assertion[];
  readonly swallows: readonly Mark[];
};

function splitParts(titles: readonly Title[], found: Found): readonly TestPart[] {
  const lineSkeletons = new Map(found.lines.map((line) => [line.line, line]));
  const heads = titles.map(({ text, start }) => ({
    title: text,
    line: firstLineOf(lineAt(found.starts, start), lineSkeletons),
  }));
  const all = [{ title: null, line: 1 }, ...heads];
  const share = <T extends Mark>(marks: readonly T[]) =>
    distribute(
      marks,
      all.map(({ line }) => line),
    );
  const [lines, skips, assertions, swallows] = [
    share(found.lines),
    share(found.skips),
    share(found.assertions),
    share(found.swallows),
  ];
  return all.map(({ title, line }, index) => ({
    title,
    line,
    lines: lines[index] ?? [],
    skips: skips[index] ?? [],
    assertions: assertions[index] ?? [],
    swallows: swallows[index] ?? [],
  }));
}

const maxDecoration = 300;

/** Decorators, attributes and annotations above a test belong to it. */
function firstLineOf(line: number, lines: ReadonlyMap<number, CodeLine>): number {
  let first = line;
  for (let above = line - 1; above >= Math.max(1, line - maxDecoration); above -= 1) {
    const text = lines.get(above)?.text;
    if (text === undefined) break;
    if (/^(?:@|#\[)/.test(text)) first = above;
    else if (/[;{}:]$|^(?:async )?(?:def|class|func) /.test(text)) break;
  }
  return first;
}

/** Which marks lie from each of the lines up to the next. */
function distribute<T extends Mark>(marks: readonly T[], from: readonly number[]): readonly (readonly T[])[] {
  const shares: T[][] = from.map(() => []);
  let index = 0;
  for (const mark of marks.toSorted((a, b) => a.line - b.line)) {
    while (index + 1 < from.length && (from[index + 1] ?? 0) <= mark.line) index += 1;
    shares[index]?.push(mark);
  }
  return shares;
}
