/** A text file before and after the change; `null` where it does not exist. */
export type ChangedText = { readonly path: string; readonly before: string | null; readonly after: string | null };
