import { z } from 'zod';

/** A commit id, or the name of a branch. */
const base = z.string().min(1).max(240);
const testId = z.string().min(1).max(500);
const text = z.string().max(200_000);

const task = z.strictObject({
  /** Stands in results and file names. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must consist of letters, digits, dots, dashes and underscores'),
  /** An http(s) URL, or a path relative to the manifest: a git repository, or a plain folder whose files are the base. */
  repository: z.string().min(1).max(2_000),
  /** Not for a plain folder. Default: the newest commit of the default branch, which makes the task drift. */
  base: base.optional(),
  issue: z.strictObject({ title: z.string().min(1).max(1_000), body: text }),
  /** The image of its boxes: a name of ours, a folder with a Dockerfile, or a reference. Default: the operator's. */
  image: z.string().min(1).max(1_000).optional(),
  /** Default: what the repository says. */
  install: z.string().min(1).max(10_000).optional(),
  test: z.strictObject({ command: z.string().min(1).max(10_000) }),
  /** Tests that do not pass at the base and have to pass in the end. None: the right answer is to change nothing. */
  failToPass: z.array(testId).max(10_000),
  /** Tests that pass at the base and still have to. `all`: every one that does. */
  passToPass: z.union([z.literal('all'), z.array(testId).max(50_000)]),
  /** A patch relative to the manifest, with tests that the agent never sees. */
  testPatch: z.string().min(1).max(2_000).optional(),
  /** How long one run of the tests may take. Default: the operator's. */
  timeoutMinutes: z
    .number()
    .positive()
    .max(24 * 60)
    .optional(),
});

/** What an evaluation is about: a list of tasks, each an issue of a repository with the tests that tell whether it is resolved. */
export const taskManifest = z.strictObject({ version: z.literal(1), tasks: z.array(task).min(1).max(10_000) });

export type EvaluationTask = z.infer<typeof task>;
