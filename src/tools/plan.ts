import { z } from 'zod';
import { result, type Tool } from './tool.ts';

export type PlanStep = { readonly text: string; readonly status: 'pending' | 'in_progress' | 'done' | 'dropped' };

const input = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        text: z.string().min(1).max(300),
        status: z.enum(['pending', 'in_progress', 'done', 'dropped']).default('pending'),
      }),
    )
    .max(30)
    .describe('The whole plan, every time.'),
});

/** Keeps the model's plan where the maintainers see it and where a shortened conversation does not lose it. */
export function planTool(onPlan: (plan: readonly PlanStep[]) => void): Tool<z.infer<typeof input>> {
  return {
    name: 'plan',
    description: 'Writes down your plan, or how far you are. For work of several parts; maintainers see it.',
    input,
    changes: 'nothing',
    execute(_context, { steps }) {
      onPlan(steps);
      return Promise.resolve(result(`The plan is:\n${steps.map(describeStep).join('\n') || '(empty)'}`));
    },
  };
}

const MARKS: Readonly<Record<PlanStep['status'], string>> = {
  pending: '[ ]',
  in_progress: '[>]',
  done: '[x]',
  dropped: '[-]',
};

function describeStep({ text, status }: PlanStep): string {
  return `${MARKS[status]} ${text}`;
}
