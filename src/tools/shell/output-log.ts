/** What a command wrote since the last look. Bounded: of long output it keeps the beginning and the end. */
export interface OutputLog {
  /** All that was written so far, in bytes. */
  readonly bytes: number;
  push(bytes: Uint8Array): void;
  /** Takes what is there; the next look begins behind it. */
  take(): Taken;
}

export type Taken = {
  readonly head: string;
  /** Empty unless something was left out. */
  readonly tail: string;
  /** How many characters between the two were not kept. */
  readonly omitted: number;
};

/** Much more than is shown, since folding repeats and progress leaves less. */
const MAX_HEAD = 128 * 1024;
const MAX_TAIL = 128 * 1024;
const SMALL_PIECE = 4_096;

export function openOutputLog(): OutputLog {
  const decoder = new TextDecoder();
  let kept = nothing();
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    push(piece) {
      bytes += piece.byteLength;
      add(kept, decoder.decode(piece, { stream: true }));
    },
    take() {
      const { head, tail, total } = kept;
      kept = nothing();
      const rest = tail.join('').slice(-MAX_TAIL);
      const omitted = total - head.length - rest.length;
      if (omitted === 0) return { head: head + rest, tail: '', omitted };
      return { head: head.toWellFormed(), tail: rest.toWellFormed(), omitted };
    },
  };
}

type Kept = { head: string; tail: string[]; tailLength: number; total: number };

function nothing(): Kept {
  return { head: '', tail: [], tailLength: 0, total: 0 };
}

function add(kept: Kept, text: string): void {
  kept.total += text.length;
  const room = MAX_HEAD - kept.head.length;
  kept.head += text.slice(0, room);
  if (text.length > room) addToTail(kept, text.slice(room));
}

/** Small pieces are joined, so that memory follows the characters and not the number of pieces. */
function addToTail(kept: Kept, text: string): void {
  const last = kept.tail.at(-1);
  if (last !== undefined && last.length < SMALL_PIECE) kept.tail[kept.tail.length - 1] = last + text;
  else kept.tail.push(text);
  kept.tailLength += text.length;
  for (let first = kept.tail[0]; first !== undefined; first = kept.tail[0]) {
    if (kept.tailLength - first.length < MAX_TAIL) return;
    kept.tailLength -= first.length;
    kept.tail.shift();
  }
}
