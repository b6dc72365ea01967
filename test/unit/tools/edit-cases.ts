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

type Section = { readonly kind: string; readonly note: string; readonly lines: string[] };

/** Reads the cases of one class of `test/fixtures/edits`; the README there tells the form. */
export function editCases(name: string): readonly EditCase[] {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/edits', `${name}.txt`), 'utf8');
  let file = '';
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.replace(/\n$/, '').split('\n');
      const sections = sectionsOf(lines);
      const own = sections.find(({ kind }) => kind === 'file');
      if (own !== undefined) file = whole(own.lines);
      return { title, file, edits: editsOf(sections), ...expectationOf(title, file, sections) };
    });
}

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  for (const line of lines) {
    const [, kind, note = ''] = /^%% (\w+) ?(.*)$/.exec(line) ?? [];
    if (kind !== undefined) sections.push({ kind, note, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function editsOf(sections: readonly Section[]): readonly Edit[] {
  return sections.flatMap((section, at) => {
    if (section.kind !== 'old') return [];
    const occurrence = /^#(\d+)$/.exec(section.note)?.[1];
    const edit = { old: part(section.lines), new: part(sections[at + 1]?.lines ?? []), replace_all: section.note === 'all' };
    return [occurrence === undefined ? edit : { ...edit, occurrence: Number(occurrence) }];
  });
}

function expectationOf(title: string, file: string, sections: readonly Section[]) {
  const refused = sections.find(({ kind }) => kind === 'refuse');
  if (refused !== undefined) return { expected: null, words: new RegExp(refused.note === '' ? '.' : refused.note) };
  const expected = sections.find(({ kind }) => kind === 'expect');
  if (expected === undefined) throw new Error(`The case "${title}" expects nothing`);
  return { expected: expected.note === '' ? whole(expected.lines) : inPlaceOf(file, expected), words: /./ };
}

/** `%% expect 3-4`: the file with these lines in place of its lines 3 to 4; `3-2` puts them before line 3. */
function inPlaceOf(file: string, { note, lines }: Section): string {
  const [first = 1, last = first] = note.split('-').map(Number);
  const all = file.split('\n');
  return [...all.slice(0, first - 1), ...lines.map(unescape), ...all.slice(last)].join('\n');
}

/** Ends with a newline unless its last character is ∅. */
function whole(lines: readonly string[]): string {
  const text = unescape(lines.join('\n'));
  return text.endsWith('∅') ? text.slice(0, -1) : `${text}\n`;
}

/** Ends without a newline unless its last character is ↵. */
function part(lines: readonly string[]): string {
  return unescape(lines.join('\n')).replace(/↵$/, '\n');
}

const MARKS: ReadonlyMap<string, string> = new Map([
  ['⇥', '\t'],
  ['␠', ' '],
  ['⍽', '\u00a0'],
  ['␍', '\r'],
  ['⊙', '\ufeff'],
  ['⌁', '\u200b'],
]);

function unescape(text: string): string {
  return text.replaceAll(/[⇥␠⍽␍⊙⌁]/g, (mark) => MARKS.get(mark) ?? mark);
}
