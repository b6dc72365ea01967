import { Ajv } from 'ajv';
import { z } from 'zod';
import { atifSchema } from './atif-schema.ts';

const steps = z.object({
  steps: z.array(
    z.object({
      step_id: z.number(),
      tool_calls: z.array(z.object({ tool_call_id: z.string() })).default([]),
      observation: z
        .object({ results: z.array(z.object({ source_call_id: z.string().optional() })) })
        .default({ results: [] }),
    }),
  ),
});

const validate = new Ajv({ strict: false, allErrors: true }).compile(atifSchema);

/** What harbor's validator would find wrong with a document; empty when it is a trajectory. */
export function atifProblems(document: unknown): readonly string[] {
  if (!validate(document)) return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return steps.parse(document).steps.flatMap((step, at) => {
    const calls = new Set(step.tool_calls.map(({ tool_call_id }) => tool_call_id));
    const strays = step.observation.results.filter(({ source_call_id: id }) => id !== undefined && !calls.has(id));
    return [
      ...(step.step_id === at + 1 ? [] : [`/steps/${at} has the number ${step.step_id}`]),
      ...strays.map(({ source_call_id: id }) => `/steps/${at} observes ${id}, which is no call of it`),
    ];
  });
}
