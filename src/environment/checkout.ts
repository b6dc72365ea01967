/** The files of one commit, wherever they are read from. All of it is the repository's word. */
export type Checkout = {
  /** Every file, relative to the root. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** `null` for a file that is not there, is not text, or is too large to be a manifest. */
  readText(path: string): Promise<string | null>;
};

export function checkoutOf(paths: readonly string[], readText: (path: string) => Promise<string | null>): Checkout {
  const known = new Set(paths);
  return { paths, has: (path) => known.has(path), readText: async (path) => (known.has(path) ? readText(path) : null) };
}

/** The same as seen from a folder of it; `''` is the root. */
export function below(checkout: Checkout, folder: string): Checkout {
  if (folder === '') return checkout;
  const prefix = `${folder}/`;
  const paths = checkout.paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return checkoutOf(paths, (path) => checkout.readText(prefix + path));
}
