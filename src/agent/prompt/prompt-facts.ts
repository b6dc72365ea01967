import type { Goal } from '../attempt.ts';

/** What the model is told about its task. Everything in it comes from outside and is quoted as data. */
export type PromptFacts = {
  /** Left out: a change. */
  readonly goal?: Goal;
  readonly issue: {
    /** `null` for a task that is no issue on GitHub. */
    readonly number: number | null;
    readonly title: string;
    readonly body: string;
    /** A login, or `null`. */
    readonly author: string | null;
    /** By people who may write, from before the request, oldest first. */
    readonly comments: readonly { readonly author: string; readonly text: string }[];
  };
  readonly repository: {
    readonly name: string;
    readonly languages: readonly string[];
    readonly packageManager: string | null;
    /** As a person would type them; `null` where none was found. */
    readonly commands: Readonly<Record<'install' | 'test' | 'lint' | 'typecheck' | 'build', string | null>>;
    /** Folders of the packages of a repository that has several; left out where it is one. */
    readonly packages?: readonly string[];
    /** Paths, two levels deep; folders end with a slash. */
    readonly tree: readonly string[];
    /** The root's files for agents, such as `AGENTS.md`, from the base commit. */
    readonly guidance: readonly GuidanceFile[];
    /** What the maintainers say to agents in `.github/sandpiper.yml` of the default branch, or `null`. */
    readonly maintainersGuidance: string | null;
  };
  /** The box: operating system, toolchains with versions, services that run; a line each. */
  readonly environment: readonly string[];
  /** How the dependencies were installed, or why they could not be; a sentence or an output each, diagnosis included. */
  readonly install: readonly string[];
  readonly baseline: BaselineFacts;
  /** What this task is about beside the issue, in this order, before the issue. */
  readonly sections?: readonly PromptSection[];
  /** What is to be done, as the last sentence of all; left out: what the goal is. */
  readonly assignment?: string;
};

/** A part of the prompt that only some tasks have. `parts` that others wrote are quoted as data. */
export type PromptSection = {
  readonly title: string;
  readonly parts: readonly (
    | { readonly kind: 'ours'; readonly text: string }
    | { readonly kind: 'quoted'; readonly label: string; readonly text: string }
  )[];
};

/** `path` is relative to the root of the repository. */
export type GuidanceFile = { readonly path: string; readonly text: string };

/** What the tests say before anything is changed. */
export type BaselineFacts =
  | { readonly kind: 'not-run'; readonly why: string }
  | {
      readonly kind: 'by-test';
      readonly passed: number;
      readonly skipped: number;
      readonly failing: readonly string[];
      readonly durationMs: number;
    }
  | {
      readonly kind: 'by-exit-code';
      readonly passed: boolean;
      readonly outputTail: string;
      readonly durationMs: number;
    };
