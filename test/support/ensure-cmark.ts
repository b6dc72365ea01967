import { spawnSync } from 'node:child_process';
import { installPackages } from '../../src/sandbox/engine/install-engine.ts';

/**
 * GitHub's own renderer of markdown, from Debian's packages: with it is shown what a text does once it is published.
 * Where it cannot be had, the tests that need it are skipped, by name.
 */
export async function ensureCmark(say: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (hasCmark()) return;
  try {
    await installPackages(['cmark-gfm'], signal);
    say('cmark-gfm was installed from the Debian packages, for the tests.');
  } catch (error) {
    signal.throwIfAborted();
    say(`cmark-gfm could not be had, so its tests are skipped: ${error instanceof Error ? error.message : error}`);
  }
}

export function hasCmark(): boolean {
  return spawnSync('cmark-gfm', ['--version']).status === 0;
}
