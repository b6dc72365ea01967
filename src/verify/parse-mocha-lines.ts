import { z } from 'zod';
import { parseJsonLines } from './parse-json-lines.ts';
import type { ReportedTest } from './reported-test.ts';

const lineSchema = z.object({
  file: z.string(),
  titles: z.array(z.string()),
  status: z.enum(['passed', 'failed', 'skipped']),
});

/** Reads what `probe/mocha-reporter.cjs`, `probe/ava-results.mjs` and `probe/sandpiper_pytest.py` wrote. */
export function parseMochaLines(text: string): readonly ReportedTest[] | null {
  return parseJsonLines(text, lineSchema);
}
