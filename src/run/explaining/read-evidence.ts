import { z } from 'zod';
import { readRunFile } from '../../store/read-run-file.ts';
import { verdictLabels } from '../../verify/suite.ts';
import { parseJson } from '../parse-json.ts';

const proofSchema = z.object({
  verdict: z.enum(verdictLabels),
  because: z.string(),
  coverage: z.array(z.object({ path: z.string(), covered: z.array(z.int()), uncovered: z.array(z.int()) })).nullable(),
  touch: z
    .array(
      z.object({
        path: z.string(),
        from: z.int(),
        to: z.int(),
        noticed: z.string(),
        tests: z.array(z.string()),
      }),
    )
    .nullable(),
});

/** The proof of a run, as far as it says something about single lines. */
export type Evidence = z.infer<typeof proofSchema>;

const maxProofBytes = 64 * 1024 * 1024;

/** `null`: the run proved nothing, or its proof is gone. */
export async function readEvidence(dataDirectory: string, runId: string): Promise<Evidence | null> {
  const text = await readRunFile(dataDirectory, { runId, name: 'proof.json', maxBytes: maxProofBytes });
  return text === null ? null : (proofSchema.safeParse(parseJson(text)).data ?? null);
}
