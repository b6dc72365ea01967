import type { RunDeps } from '../run/run-deps.ts';
import type { PreparedTask } from './prepare-task.ts';

/** What the runs of a task, and its grades, are made with: the same commands, image and limit. */
export function settingsFor(run: RunDeps, { task, image, testTimeoutMs }: PreparedTask): RunDeps {
  const commands = { install: task.install ?? null, test: task.test.command };
  const boxFor: RunDeps['boxFor'] = async (wanted, signal) => {
    const box = await run.boxFor(wanted, signal);
    return image === null ? box : { ...box, image };
  };
  return { ...run, boxFor, settings: { ...run.settings, commands, testTimeoutMs } };
}
