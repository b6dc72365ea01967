import { type FixtureSection, fixtureSections, wholeText } from './edit-cases.ts';

export type PatchCase = {
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly patch: string;
  /** `null`: it is refused. */
  readonly expected: ReadonlyMap<string, string> | null;
  readonly words: RegExp;
};

/** Reads the cases of patches; the README of the fixtures tells the form. */
export function patchCases(): readonly PatchCase[] {
  let files: ReadonlyMap<string, string> = new Map();
  return fixtureSections('patches').map(({ title, sections }) => {
    const own = sections
      .filter(({ kind }) => kind === 'file')
      .map(({ note, lines }) => [note, wholeText(lines)] as const);
    if (own.length > 0) files = new Map(own);
    const patch = wholeText(sections.find(({ kind }) => kind === 'patch')?.lines ?? []);
    return { title, files, patch, ...expectationOf(files, sections) };
  });
}

function expectationOf(files: ReadonlyMap<string, string>, sections: readonly FixtureSection[]) {
  const refused = sections.find(({ kind }) => kind === 'refuse');
  if (refused !== undefined) return { expected: null, words: new RegExp(refused.note) };
  const expected = new Map(files);
  for (const { kind, note, lines } of sections) {
    if (kind === 'expect') expected.set(note, wholeText(lines));
    if (kind === 'gone') expected.delete(note);
  }
  return { expected, words: /./ };
}
