import { z } from 'zod';
import { type Change, readChange } from './change/read-change.ts';
import type { ChangedFile } from './changed-file.ts';
import { decideFinish, type FinishMemory, nothingShown } from './finish/decide-finish.ts';
import { findDebugging } from './finish/find-debugging.ts';
import { objectToChange } from './finish/object-to-change.ts';
import { showChange } from './finish/show-change.ts';
import { result, type Tool } from './tool.ts';

const sentences = z.array(z.string().min(1).max(2_000)).max(20).default([]);

const input = z.strictObject({
  outcome: z
    .enum(['fixed', 'no_change_needed', 'blocked', 'needs_info'])
    .describe('blocked, needs_info: say what is missing.'),
  summary: z.string().min(1).max(8_000).describe('For the maintainer: the change, how it was verified, what remains.'),
  root_cause: z.string().max(4_000).optional().describe('Why it went wrong.'),
  repro: z
    .strictObject({
      command: z.string().min(1).max(4_000),
      expect_before: z.string().max(2_000).describe('What it shows without the change.'),
      expect_after: z.string().max(2_000).describe('And with it.'),
    })
    .optional()
    .describe('A command that shows the problem.'),
  tests: sentences.describe('Commands that test the change.'),
  risks: sentences,
  limits: sentences.describe('What was left undone or could not be verified.'),
  replies: z
    .array(z.strictObject({ to: z.string().min(1).max(20), text: z.string().min(1).max(4_000) }))
    .max(100)
    .default([])
    .describe(
      'Where the task has threads to answer: their names, such as T1, and what you did about each, or why not.',
    ),
});

const MAX_OBJECTIONS = 20;
const MAX_OBJECTION_CHARACTERS = 2_500;

export type FinishInput = z.infer<typeof input>;

export type FinishDeps = {
  /** Told once the finish is accepted, with the objections that were left standing. */
  readonly onFinish: (said: FinishInput, unresolved: readonly string[]) => void;
  readonly wasRunSinceChange: () => boolean;
  readonly objectTo: (change: readonly ChangedFile[]) => readonly string[];
  /** The next finish ends the attempt, whatever speaks against it. */
  readonly isLastCall: () => boolean;
};

/** Ends the attempt, once the model has seen its own change and what speaks against it. One per attempt: it remembers. */
export function finishTool(deps: FinishDeps): Tool<FinishInput> {
  let memory: FinishMemory = nothingShown;
  return {
    name: 'finish',
    description: [
      'Ends your work. You are shown your change and what speaks against it; call it again to confirm.',
      'Deciding that no change is needed, or that you cannot proceed, is a good end too.',
    ].join(' '),
    input,
    changes: 'nothing',
    async execute({ workspace }, said, signal) {
      const change = await readChange(workspace, signal);
      const objections = objectTo(deps, change, said);
      const doubts = doubt(deps, change, said);
      const decision = decideFinish(memory, {
        outcome: said.outcome,
        ...digestOf(change),
        objections,
        doubts,
        isLast: deps.isLastCall(),
      });
      if (decision.kind === 'accept') {
        deps.onFinish(said, decision.unresolved);
        return result('Finished.');
      }
      memory = decision.memory;
      const against = [...objections, ...doubts];
      return showChange({
        change,
        objections: against,
        debugging: change.kind === 'known' ? findDebugging(change.files) : [],
      });
    },
  };
}

function digestOf(change: Change) {
  if (change.kind === 'unknown') return { change: 'unknown', tree: null } as const;
  return { change: change.files.length === 0 ? 'none' : 'some', tree: change.tree } as const;
}

function objectTo(deps: FinishDeps, change: Change, { outcome }: FinishInput): readonly string[] {
  if (change.kind === 'unknown') return [];
  const objections = [...objectToChange(change, outcome), ...deps.objectTo(change.files)];
  return objections.slice(0, MAX_OBJECTIONS).map((objection) => objection.slice(0, MAX_OBJECTION_CHARACTERS));
}

function doubt(deps: FinishDeps, change: Change, { outcome }: FinishInput): readonly string[] {
  const isUntested =
    outcome === 'fixed' && change.kind === 'known' && change.files.length > 0 && !deps.wasRunSinceChange();
  return isUntested ? ['No command has run since the last change: run the tests that show it works.'] : [];
}
