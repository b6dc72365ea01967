import type { Checkout } from '../checkout.ts';

/** What the files that name a version of a toolchain say, a sentence each. */
export async function statedVersions(
  checkout: Checkout,
  toolchain: string,
  files: readonly string[],
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const file of files) {
    const version = (await checkout.readText(file))?.trim().split('\n')[0]?.trim().slice(0, 60);
    if (version !== undefined && version !== '') notes.push(`${file} asks for ${toolchain} ${version}.`);
  }
  return notes;
}
