/** Something found in a file, with the number of its line. */
export type Mark = { readonly line: number; readonly text: string };
