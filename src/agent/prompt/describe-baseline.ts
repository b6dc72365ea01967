import { clip } from './clip.ts';
import { listAtMost } from './list-at-most.ts';
import type { BaselineFacts } from './prompt-facts.ts';
import { quoteData } from './quote-data.ts';

const MAX_FAILING_TESTS = 50;
const MAX_TAIL_CHARACTERS = 4_000;

/** What the tests said before anything was changed: what fails here is not the model's to answer for. */
export function describeBaseline(baseline: BaselineFacts): string {
  return `# Tests before any change\n\n${quoteData('baseline', wordsFor(baseline))}`;
}

function wordsFor(baseline: BaselineFacts): string {
  switch (baseline.kind) {
    case 'not-run':
      return `The tests were not run: ${clip(baseline.why, 1_000)}`;
    case 'by-test': {
      const { passed, skipped, failing, durationMs } = baseline;
      const counts = `${passed} passed, ${failing.length} failed, ${skipped} skipped, in ${seconds(durationMs)}.`;
      return failing.length === 0 ? counts : `${counts}\nFailing:\n${listAtMost(MAX_FAILING_TESTS, failing)}`;
    }
    case 'by-exit-code': {
      const { passed, outputTail, durationMs } = baseline;
      if (passed) return `The test command succeeded in ${seconds(durationMs)}.`;
      const tail = outputTail.slice(-MAX_TAIL_CHARACTERS).toWellFormed();
      return `The test command failed after ${seconds(durationMs)}. Its last output:\n${tail}`;
    }
  }
}

function seconds(durationMs: number): string {
  return `${Math.max(1, Math.round(durationMs / 1_000))} s`;
}
