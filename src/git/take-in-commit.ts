import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitInQuarantine } from './git-in-quarantine.ts';
import type { Quarantine } from './open-quarantine.ts';

export type Intake = {
  readonly quarantine: Quarantine;
  /** Of the mirror. */
  readonly directory: string;
  readonly sha: string;
  /** Commits of the mirror; what they hold is there already. */
  readonly known: readonly string[];
};

/**
 * Brings a commit from a quarantine into its mirror, as one pack, if every object in it is what `fsck --strict` lets pass and leads
 * to no other that is missing. The known objects were looked at when they were fetched; looking at them again takes longer than
 * all the rest.
 */
export async function takeInCommit(git: GitInQuarantine, intake: Intake): Promise<void> {
  const { quarantine, directory, sha, known } = intake;
  const prefix = join(quarantine.folder, 'pack');
  const packing = {
    args: ['pack-objects', '--quiet', '--revs', prefix],
    input: [sha, ...known.map((one) => `^${one}`), ''].join('\n'),
  };
  const name = await git(packing);
  await git({ args: ['index-pack', '--strict', `${prefix}-${name}.pack`] });
  // Git takes a pack for there as soon as its index is.
  for (const end of ['pack', 'idx']) {
    await rename(`${prefix}-${name}.${end}`, join(directory, 'objects/pack', `pack-${name}.${end}`));
  }
}
