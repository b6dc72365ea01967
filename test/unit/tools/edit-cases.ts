import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '../../../src/tools/edit/apply-edits.ts';

export type EditCase = {
  readonly title: string;
  readonly file: string;
  readonly edits: readonly Edit[];
  /** `null`: it is refused. */
  readonly expected: string | null;
  readonly words: RegExp;
};

export type FixtureSection = { readonly kind: string; readonly note: string; readonly lines: string[] };

/** Reads the cases of one class of `test/fixtures/edits`; the README there tells the form. */
export function editCases(name: string): readonly EditCase[] {
  let file = '';
  return fixtureSections(name).map(({ title, sections }) => {
    const own = sections.find(({ kind }) => kind === 'file');
    if (own !== undefined) file = wholeText(own.lines);
    return { title, file, edits: editsOf(sections), ...expectationOf(title, file, sections) };
  });
}

export function fixtureSections(name: string) {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/edits', `${name}.txt`), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.replace(/\n$/, '').split('\n');
      return { title, sections: sectionsOf(lines) };
    });
}

function sectionsOf(lines: readonly string[]): readonly FixtureSection[] {
  const sections: FixtureSection[] = [];
  for (const line of lines) {
    const [, kind, note = ''] = /^%% (\w+) ?(.*)$/.exec(line) ?? [];
    if (kind !== undefined) sections.push({ kind, note, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function editsOf(sections: readonly FixtureSection[]): readonly Edit[] {
  return sections.flatMap((section, at) => {
    if (section.kind !== 'old') return [];
    const occurrence = /^#(\d+)$/.exec(section.note)?.[1];
    const edit = {
      old: part(section.lines),
      new: part(sections[at + 1]?.lines ?? []),
      replace_all: section.note === 'all',
    };
    return [occurrence === undefined ? edit : { ...edit, occurrence: Number(occurrence) }];
  });
}

function expectationOf(title: string, file: string, sections: readonly FixtureSection[]) {
  const refused = sections.find(({ kind }) => kind === 'refuse');
  if (refused !== undefined) return { expected: null, words: new RegExp(refused.note === '' ? '.' : refused.note) };
  const expected = sections.find(({ kind }) => kind === 'expect');
  if (expected === undefined) throw new Error(`The case "${title}" expects nothing`);
  return { expected: expected.note === '' ? wholeText(expected.lines) : inPlaceOf(file, expected), words: /./ };
}

/** `%% expect 3-4`: the file with these lines in place of its lines 3 to 4; `3-2` puts them before line 3. */
function inPlaceOf(file: string, { note, lines }: FixtureSection): string {
  const [first = 1, last = first] = note.split('-').map(Number);
  const all = file.split('\n');
  return [...all.slice(0, first - 1), ...lines.map(spell), ...all.slice(last)].join('\n');
}

/** Ends with a newline unless its last character is ∅. */
export function wholeText(lines: readonly string[]): string {
  const text = spell(lines.join('\n'));
  return text.endsWith('∅') ? text.slice(0, -1) : `${text}\n`;
}

/** Ends without a newline unless its last character is ↵. */
function part(lines: readonly string[]): string {
  return spell(lines.join('\n')).replace(/↵$/, '\n');
}

const MARKS: ReadonlyMap<string, string> = new Map([
  ['⇥', '\t'],
  ['␠', ' '],
  ['⍽', '\u00a0'],
  ['␍', '\r'],
  ['⊙', '\ufeff'],
  ['⌁', '\u200b'],
  ['◌', '\u0308'],
  ['␤', '\u2028'],
]);

function spell(text: string): string {
  return text.replaceAll(/[⇥␠⍽␍⊙⌁◌␤]/gu, (mark) => MARKS.get(mark) ?? mark);
}
