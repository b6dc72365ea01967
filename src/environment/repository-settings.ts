import type { SandboxImage } from '../sandbox/images/sandbox-image.ts';

/** What maintainers set in `.github/sandpiper.yml` of their default branch. Every field may be left out of the file. */
export type RepositorySettings = {
  /** The box's image, one of ours; `null`: by what is found in the repository. */
  readonly image: SandboxImage | null;
  /** Hosts that a box may read from, as far as the operator lets repositories name them. */
  readonly hosts: readonly string[];
  /** Run once in the checkout before the install, in this order. */
  readonly setup: readonly string[];
  /** Started in the box before the setup, and kept running. */
  readonly services: readonly Service[];
  /** `null`: detected. */
  readonly commands: Readonly<Record<'install' | 'test' | 'lint' | 'typecheck' | 'build', string | null>>;
  /** Folders that are installed and tested each by its own commands, together, where `commands` says nothing about that. */
  readonly packages: readonly PackageCommands[];
  /** For the agent, in the maintainers' words. */
  readonly guidance: string | null;
  readonly publish: PublishPolicy;
  /** What a run may come to; the operator's limits hold whatever is said here. `null`: the operator's. */
  readonly budget: Readonly<Record<'costUsd' | 'minutes' | 'steps', number | null>>;
  readonly conduct: Conduct;
};

/** When Sandpiper works by itself, and when it asks first. */
export type Conduct = {
  /** A run that may cost more, in US dollars, waits for approval; `null`: none does. */
  readonly approveAboveUsd: number | null;
  /** So many runs an issue may have, those on its pull request aside; `null`: as many as anybody asks for. */
  readonly runsPerIssue: number | null;
  /** Every run begins with a plan, whatever label asked for it. */
  readonly planFirst: boolean;
  /** Failed checks of others on our pull requests begin a run that mends them, so often at most. */
  readonly fixChecks: boolean;
  readonly fixesPerPull: number;
  readonly fixesInARow: number;
  /** `held`: no workflow starts on what the agent wrote before a maintainer marks the pull request as ready. */
  readonly workflows: 'held' | 'at-once';
  /** A pull request of ours that cannot be merged any more: `when-asked` by a comment, or at once. */
  readonly mergeBase: 'when-asked' | 'by-itself';
};

/** How a change reaches the maintainers. */
export type PublishPolicy = {
  /** `when-not-verified`: a pull request is ready for review only when its proof is; `when-warned`: and nothing is said of its tests and checks. */
  readonly draft: 'when-not-verified' | 'when-warned' | 'always' | 'never';
  /** Of a change that is not `verified`: `comment-only` opens no pull request, and the issue says where the patch is. */
  readonly unverified: 'draft' | 'comment-only';
  /** Put on the pull request. */
  readonly labels: readonly string[];
  /** Logins of those who are asked for a review. */
  readonly reviewers: readonly string[];
  /** Patterns as in `git/protected-paths.ts`, in addition to those. */
  readonly protectedPaths: readonly string[];
  /** After so many days in which no person did anything about it, a pull request of ours is closed; `null`: never. */
  readonly staleDays: number | null;
  /** With such a pull request goes its branch, if it holds nothing but our commit. */
  readonly deleteStaleBranch: boolean;
};

export type PackageCommands = {
  /** From the root of the repository. */
  readonly path: string;
  /** `null`: nothing is to be installed for it. */
  readonly install: string | null;
  readonly test: string;
};

export type Service = {
  readonly name: string;
  readonly command: string;
  /** Succeeds as soon as the service can be used; `null`: nobody waits for it. */
  readonly ready: string | null;
  readonly timeoutSeconds: number;
};

export const noSettings: RepositorySettings = {
  image: null,
  hosts: [],
  setup: [],
  services: [],
  commands: { install: null, test: null, lint: null, typecheck: null, build: null },
  packages: [],
  guidance: null,
  publish: {
    draft: 'when-not-verified',
    unverified: 'draft',
    labels: [],
    reviewers: [],
    protectedPaths: [],
    staleDays: null,
    deleteStaleBranch: false,
  },
  budget: { costUsd: null, minutes: null, steps: null },
  conduct: {
    approveAboveUsd: null,
    runsPerIssue: null,
    planFirst: false,
    fixChecks: false,
    fixesPerPull: 3,
    fixesInARow: 2,
    workflows: 'held',
    mergeBase: 'when-asked',
  },
};
