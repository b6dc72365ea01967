import type { ChangedFile } from '../changed-file.ts';

export type RawEntry = {
  readonly path: string;
  readonly status: ChangedFile['status'];
  readonly before: RawSide | null;
  readonly after: RawSide | null;
  /** As git judges it. */
  readonly isText: boolean;
};

/** `isFile` is `false` for links and repositories within the repository. */
export type RawSide = { readonly id: string; readonly isFile: boolean };

/** Reads what `git diff-index -z --raw --numstat --no-renames` writes. What was cut out of its middle is missing. */
export function parseRawDiff(text: string): readonly RawEntry[] {
  const fields = text.split('\0');
  const binary = new Set(fields.flatMap((field) => (field.startsWith('-\t-\t') ? [field.slice(4)] : [])));
  return fields.flatMap((field, at) => {
    const found = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([AMDT])$/.exec(field);
    const path = fields[at + 1];
    if (!found || path === undefined || path === '') return [];
    const [, modeBefore = '', modeAfter = '', before = '', after = '', status = ''] = found;
    const sides = { before: side(modeBefore, before), after: side(modeAfter, after) };
    return [{ path, status: STATUSES[status] ?? 'modified', ...sides, isText: isText(sides) && !binary.has(path) }];
  });
}

const STATUSES: Readonly<Record<string, RawEntry['status']>> = { A: 'added', D: 'deleted' };

function side(mode: string, id: string): RawSide | null {
  return mode === '000000' ? null : { id, isFile: mode.startsWith('100') };
}

function isText({ before, after }: Pick<RawEntry, 'before' | 'after'>): boolean {
  return before?.isFile !== false && after?.isFile !== false;
}
