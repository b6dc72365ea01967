import { z } from 'zod';
import { type ChangeReview, reviewChange } from './review-change.ts';
import { mistake, type Observation, result, type Tool } from './tool.ts';

const input = z.strictObject({
  outcome: z
    .enum(['fixed', 'no_change_needed', 'blocked', 'needs_info'])
    .describe(
      'fixed: the change is made. no_change_needed: there is nothing to fix. blocked or needs_info: say what is missing.',
    ),
  summary: z
    .string()
    .min(1)
    .max(8_000)
    .describe('For the maintainer: the cause, the change, how it was verified, what remains.'),
});

export type FinishInput = z.infer<typeof input>;

/**
 * Ends the attempt, in two steps: the first call shows the model its own change with a list of questions, the second is
 * accepted by `onFinish`. With nothing changed and no fix claimed there is nothing to review. One per attempt: it remembers.
 */
export function finishTool(onFinish: (said: FinishInput) => void): Tool<FinishInput> {
  let isReviewed = false;
  return {
    name: 'finish',
    description: [
      'Ends your work. The first call shows you your change for a last review; call it again to confirm.',
      'Deciding that no change is needed, or that you cannot proceed, is a good end too.',
    ].join(' '),
    input,
    changes: 'nothing',
    async execute({ workspace }, said, signal) {
      const review = isReviewed ? null : await reviewChange(workspace, signal);
      if (review === null || (review.kind === 'unchanged' && said.outcome !== 'fixed')) {
        onFinish(said);
        return result('Finished.');
      }
      isReviewed = true;
      return present(review);
    },
  };
}

function present(review: ChangeReview): Observation {
  switch (review.kind) {
    case 'unchanged':
      return mistake(
        'You say it is fixed, but no file has changed. Make the change, or finish with another outcome. To finish all the same, call finish again.',
      );
    case 'unknown':
      return result(`Your change could not be shown (${review.why}).\n${CHECKLIST}`);
    case 'changed':
      return result(`This is your change:\n\n${review.diff}\n${listUntracked(review.untracked)}\n${CHECKLIST}`);
  }
}

function listUntracked(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const shown = paths.slice(0, 50).map((path) => `  ${path.slice(0, 300)}`);
  const more = paths.length > shown.length ? `\n  … and ${paths.length - shown.length} more` : '';
  return `New files, which become part of the change:\n${shown.join('\n')}${more}\n`;
}

const CHECKLIST = `Before you confirm:
- Does every point of the issue have its counterpart in the change, and nothing else?
- Have the callers of what you changed, and the edge cases, been looked at?
- Did you run the tests after your last edit, and see them pass?
- Are scripts, logs and other files you made only for yourself removed?
- Are tests, checks and configuration as strict as they were?
If something is missing, go on working. If all is well, call finish again.`;
