import type { RunRecord } from '../../store/run-record.ts';
import type { Run } from '../run.ts';
import type { RunDeps } from '../run-deps.ts';
import { plainTask } from '../task/run-task.ts';
import type { Progress } from '../telling/progress.ts';

/** A run that nobody asked for: it can prepare boxes, and has nowhere to say or publish anything. */
export function standInRun(
  deps: RunDeps,
  { record, progress }: { readonly record: RunRecord; readonly progress: Progress },
  signal: AbortSignal,
): Run {
  return {
    deps,
    task: plainTask,
    record,
    progress,
    signal,
    comment: { update: () => undefined, finalise: async () => undefined },
    inbox: { take: () => [], stop: signal, [Symbol.asyncDispose]: async () => undefined },
    origin: {
      repository: 'a replay',
      issue: { number: null, title: '', body: '', author: null },
      committer: { name: 'Sandpiper', email: 'sandpiper@localhost' },
      secrets: () => [],
      readComments: async () => [],
      readOrganisationSettings: async () => null,
      admit: nobodyAsked,
      openSource: nobodyAsked,
      show: nobodyAsked,
      publish: nobodyAsked,
    },
  };
}

async function nobodyAsked(): Promise<never> {
  throw new TypeError('A replay has no origin');
}
