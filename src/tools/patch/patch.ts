/** What a patch asks for, whatever form it was written in. Paths are as the model wrote them. */
export type FilePatch =
  | { readonly kind: 'add'; readonly path: string; readonly text: string }
  /** `lines`: what the file has, where the patch says so. */
  | { readonly kind: 'delete'; readonly path: string; readonly lines: readonly string[] | null }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly moveTo: string | null;
      readonly chunks: readonly Chunk[];
    };

/** Lines that follow one another, before and after. */
export type Chunk = {
  /** Lines that stand before it, from the outside in: what follows `@@`. */
  readonly anchors: readonly string[];
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** For a line of `new` that is context, its place in `old`. */
  readonly repeated: ReadonlyMap<number, number>;
  readonly isAtEnd: boolean;
  /** Whether the file ends with a newline afterwards; `null` leaves that as it is. */
  readonly finalNewline: boolean | null;
};

export type ReadPatch =
  | { readonly ok: true; readonly files: readonly FilePatch[] }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };
