/** A line that a patch adds, or changes, with its number in the file as the patch leaves it. */
export type AddedLine = { readonly number: number; readonly text: string };

/** What a patch does to one file; `null`: nothing. */
export type PatchedPlace = { readonly added: readonly AddedLine[]; readonly removed: number };

/** Reads a patch as git writes it without renames. Nothing that a line of a file looks like is taken for a header. */
export function linesOfPatch(patch: string, path: string): PatchedPlace | null {
  const found = [...walk(patch)].filter(({ header }) => isOf(header, path));
  if (found.length === 0) return null;
  return {
    added: found.filter(({ sign }) => sign === '+').map(({ at, text }) => ({ number: at, text })),
    removed: found.filter(({ sign }) => sign === '-').length,
  };
}

type Walked = { readonly header: string; readonly sign: string; readonly text: string; readonly at: number };

/** Every line of every chunk, with the file it belongs to; a header comes by itself, without a sign. */
function* walk(patch: string): Generator<Walked> {
  let header = '';
  let chunk: Chunk = { old: 0, new: 0, at: 0 };
  for (const line of patch.split('\n')) {
    if (chunk.old <= 0 && chunk.new <= 0) {
      chunk = chunkOf(line);
      if (!line.startsWith('diff --git ')) continue;
      header = line;
      yield { header, sign: '', text: '', at: 0 };
      continue;
    }
    const sign = line.slice(0, 1);
    if (sign === '\\') continue;
    yield { header, sign, text: line.slice(1), at: chunk.at };
    chunk = after(chunk, sign);
  }
}

/** A header names the same path twice, in quotation marks where git thinks it needs them. */
function isOf(header: string, path: string): boolean {
  return header === `diff --git a/${path} b/${path}` || header === `diff --git "a/${path}" "b/${path}"`;
}

type Chunk = { readonly old: number; readonly new: number; readonly at: number };

function chunkOf(line: string): Chunk {
  const found = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (found === null) return { old: 0, new: 0, at: 0 };
  return { old: Number(found[1] ?? 1), at: Number(found[2]), new: Number(found[3] ?? 1) };
}

function after(chunk: Chunk, sign: string): Chunk {
  if (sign === '+') return { ...chunk, new: chunk.new - 1, at: chunk.at + 1 };
  if (sign === '-') return { ...chunk, old: chunk.old - 1 };
  return { old: chunk.old - 1, new: chunk.new - 1, at: chunk.at + 1 };
}
