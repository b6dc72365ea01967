import type { ChangedText } from '../changed-text.ts';
import type { IntegrityFinding } from '../suite.ts';
import { languageOf } from './language-of.ts';
import { lineAt, lineStartsOf } from './line-at.ts';
import { lineOf } from './line-of.ts';
import type { Mark } from './mark.ts';
import { maskCode } from './mask-code.ts';
import { quoteLines } from './quote-lines.ts';
import { without } from './without.ts';

/** Words in code that tell a linter, a type checker or a coverage tool to look away. What only moved does not count. */
export function findSilencedChecks(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  const code = changes.filter(({ path }) => isCode.test(path));
  const read = code.map(({ path, before, after }) => ({
    path,
    was: silencers(path, before ?? ''),
    is: silencers(path, after ?? ''),
  }));
  const all = (side: 'was' | 'is') => read.flatMap((file) => file[side]);
  if (all('is').length <= all('was').length) return [];
  return read.flatMap(({ path, was, is }) => {
    const added = without(is, was, ({ text }) => text);
    if (is.length <= was.length) return [];
    const detail = `tells a checker to look away (${quoteLines(added)})`;
    return [{ kind: 'checks-silenced', path, detail, ...lineOf(added) }];
  });
}

const isCode = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|pyi?|go|rs|java|kts?|groovy|rb|scala|cs|php|swift|cc?|cpp|h)$/;

function silencers(path: string, text: string): readonly Mark[] {
  const starts = lineStartsOf(text);
  const { code, bare } = maskCode(text, languageOf(path));
  const inComment = (index: number) => code[index] !== text[index] || /^(?:#!?\[|@)/.test(text.slice(index, index + 3));
  const comments = [...text.matchAll(inComments)].filter(({ index }) => inComment(index));
  const casts = isTyped.test(path) ? [...bare.matchAll(typeCasts)] : [];
  return [...comments, ...casts].map(({ index }) => {
    const line = lineAt(starts, index);
    return {
      line,
      text: text
        .slice(starts[line - 1], starts[line])
        .trim()
        .slice(0, 200),
    };
  });
}

const isTyped = /\.(?:[cm]?tsx?|vue|svelte|astro)$/;

const inComments = new RegExp(
  [
    String.raw`\b(?:eslint|tslint|stylelint|oxlint|jshint)[-:](?:disable|ignore)\b`,
    String.raw`\bbiome-ignore\b|\bdeno-lint-ignore\b|@ts-(?:ignore|nocheck|expect-error)\b|\$FlowFixMe\b`,
    String.raw`\b(?:istanbul|c8|v8) ignore\b|\bcoverage:ignore\b|\bLCOV_EXCL\w{0,9}|:nocov:`,
    String.raw`\btype: ?ignore\b|\bnoqa\b|\bpylint: ?disable\b|\bpragma: ?no (?:cover|branch)\b|\bmypy: ?\w{0,9}ignore|\bpyright: ?(?:ignore|basic)|\bnosec\b|\bty: ?ignore\b`,
    String.raw`\bnolint\b|\blint:ignore\b|\bNOSONAR\b|\brubocop: ?(?:disable|todo)\b|\bsorbet: ?ignore\b`,
    String.raw`#!?\[(?:cfg_attr\([^\n]{0,80}, ?)?allow\(|@SuppressWarnings\b|@Suppress\b|@SuppressFBWarnings\b`,
  ].join('|'),
  'g',
);
const typeCasts = /\bas\s{1,9}(?:any|unknown\s{1,9}as|never)\b|<any>|:\s{0,9}any\b/g;
