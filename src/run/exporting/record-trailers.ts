import type { ChainHead } from '../../store/record-event.ts';

/** What a commit says of the record of its run: an anchor, since nobody can change a commit and keep its id. */
export type RecordTrailers = { readonly runId: string; readonly head: ChainHead };

export function recordTrailers(runId: string, { seq, hash }: ChainHead): readonly string[] {
  return [`Sandpiper-Run: ${runId}`, `Sandpiper-Record: ${seq} ${hash}`];
}

/** Out of a commit's message; `null` when its last paragraph does not say each of the two once. */
export function parseRecordTrailers(message: string): RecordTrailers | null {
  const lines = message.trimEnd().split(/\n\n+/).at(-1)?.split('\n') ?? [];
  const runId = onlyValue(lines, 'Sandpiper-Run: ');
  const head = parseChainHead(onlyValue(lines, 'Sandpiper-Record: ') ?? '');
  return runId === null || head === null ? null : { runId, head };
}

/** `null` when the text is no number and hash. */
export function parseChainHead(text: string): ChainHead | null {
  const [, seq, hash] = /^([1-9]\d{0,14})[ :]([0-9a-f]{64})$/.exec(text) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}

function onlyValue(lines: readonly string[], name: string): string | null {
  const [value, ...more] = lines.filter((line) => line.startsWith(name));
  return value === undefined || more.length > 0 ? null : value.slice(name.length);
}
