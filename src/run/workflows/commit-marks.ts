/**
 * Lines at the end of a commit's message, as its last trailers, that keep GitHub from starting workflows on it. A trailer counts at
 * the end of a message alone: `[skip ci]` counts anywhere, also in the message of a squash that quotes it, and would keep the
 * workflows of the default branch from running when the pull request is merged.
 */
export function commitMarks(isHeld: boolean): readonly string[] {
  return isHeld ? [mark] : [];
}

const mark = 'skip-checks: true';

/** Whether a commit with this message starts no workflow by our mark. */
export function isHeldBack(message: string): boolean {
  return message.trimEnd().split('\n').at(-1) === mark;
}
