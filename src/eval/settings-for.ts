import type { RunDeps } from '../run/run-deps.ts';
import type { PreparedTask } from './prepare-task.ts';

/** What the runs of a task, and its grades, are made with: the same commands, image and limit. */
export function settingsFor(run: RunDeps, { task, image, testTimeoutMs }: PreparedTask): RunDeps {
  const commands = { install: task.install ?? null, test: task.test.command };
  return { ...run, settings: { ...run.settings, commands, image, testTimeoutMs } };
}
