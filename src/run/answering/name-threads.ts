import type { TrustedThread } from '../../github/list-trusted-threads.ts';

export type NamedThread = TrustedThread & {
  /** Such as `T1`, by which the agent answers it. */
  readonly name: string;
};

export function nameThreads(threads: readonly TrustedThread[]): readonly NamedThread[] {
  return threads.map((thread, at) => ({ ...thread, name: `T${at + 1}` }));
}

export type Reply = { readonly to: string; readonly text: string };

/** However the agent wrote the name; `null`: it said nothing. */
export function replyTo({ name }: NamedThread, replies: readonly Reply[]): string | null {
  return (
    replies.find(
      ({ to }) =>
        to
          .trim()
          .replace(/^\[|\]$/g, '')
          .toUpperCase() === name,
    )?.text ?? null
  );
}
