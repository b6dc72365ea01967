import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '../errors.ts';
import type { EvaluationDeps } from './evaluation.ts';
import { type ServedRepository, serveRepository } from './serve-repository.ts';
import type { EvaluationTask } from './task-manifest.ts';

/** A task with everything it names brought to this machine. */
export type PreparedTask = ServedRepository & {
  readonly task: EvaluationTask;
  readonly testPatch: Uint8Array | null;
  /** A reference that boxes can be made of; `null`: the one that fits the repository. */
  readonly image: string | null;
  readonly testTimeoutMs: number;
  /** Of all that the grade depends on: a task that was changed in any of it has another one. */
  readonly digest: string;
};

/** Throws a `Fault` that names the task when something it names cannot be had. */
export async function prepareTask(
  deps: EvaluationDeps,
  {
    task,
    manifestDirectory,
    out,
  }: { readonly task: EvaluationTask; readonly manifestDirectory: string; readonly out: string },
  signal: AbortSignal,
): Promise<PreparedTask> {
  const { git, settings } = deps.run;
  const { repository, base } = task;
  const directory = join(out, 'repositories', `${task.id}.git`);
  const served = await serveRepository(git, { repository, base, manifestDirectory, directory }, signal);
  const testPatch = await readTestPatch(task, manifestDirectory);
  const facts = {
    image: task.image === undefined ? null : await deps.resolveImage(task.image, signal),
    testTimeoutMs: task.timeoutMinutes === undefined ? settings.testTimeoutMs : task.timeoutMinutes * 60_000,
  };
  return {
    ...served,
    ...facts,
    task,
    testPatch,
    digest: digestOf({ task, base: served.mirror.baseSha, ...facts, ordinaryImage: settings.image }, testPatch),
  };
}

async function readTestPatch({ id, testPatch }: EvaluationTask, directory: string): Promise<Uint8Array | null> {
  if (testPatch === undefined) return null;
  const path = resolve(directory, testPatch);
  return await readFile(path).catch((cause: unknown) => {
    throw new Fault(`The patch ${path} of task ${id} could not be read.`, {
      cause,
      nextAction: 'Correct `testPatch` in the manifest.',
    });
  });
}

function digestOf(facts: object, testPatch: Uint8Array | null): string {
  return createHash('sha256')
    .update(JSON.stringify(facts))
    .update(testPatch ?? '')
    .digest('hex')
    .slice(0, 16);
}
