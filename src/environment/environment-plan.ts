import type { SandboxImage } from '../sandbox/images/sandbox-image.ts';
import type { Commands } from './commands.ts';
import type { Ecosystem } from './detect/project.ts';
import type { Ladder } from './install/ladder.ts';
import type { Service } from './repository-settings.ts';

/**
 * The commands of a repository, and what is done in each box before them. Made from the base commit alone: a change cannot
 * alter what it is judged by.
 */
export type EnvironmentPlan = Commands & {
  readonly ecosystems: readonly Ecosystem[];
  /** See `RepositorySettings`. */
  readonly image: SandboxImage | null;
  readonly hosts: readonly string[];
  readonly services: readonly Service[];
  readonly setup: readonly string[];
  /** Ways to install, in the order they are tried. `install` is the first of them. */
  readonly ladder: Ladder;
  /** Dependencies of what else is in the repository: installed if they can be; nothing is judged by them. */
  readonly companions: readonly Ladder[];
  /** For the reader: what was found and not used, which versions the repository names. A sentence each. */
  readonly notes: readonly string[];
};
