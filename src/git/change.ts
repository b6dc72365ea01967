/** A change as it left the sandbox, after every check: what the commit will contain, no more and no less. */
export type Change = {
  /** The commit it applies to: 40 hex digits. */
  readonly baseSha: string;
  readonly entries: readonly ChangeEntry[];
};

export type ChangeEntry =
  | {
      readonly kind: 'write';
      readonly status: 'added' | 'modified';
      readonly path: string;
      readonly mode: '100644' | '100755';
      /** Git's id of `bytes`, computed on the host. */
      readonly blob: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'delete'; readonly status: 'deleted'; readonly path: string };

/** A change that was refused, entry by entry; nothing of it is used. */
export type Refusal = { readonly path: string; readonly reason: string };
