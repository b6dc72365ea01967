import { posix } from 'node:path';
import type { Course } from './begin-course.ts';
import type { CallReport } from './call-report.ts';
import { findGuidance } from './control/find-guidance.ts';
import { notices } from './notices.ts';
import { quoteData } from './prompt/quote-data.ts';
import { tell } from './tell.ts';

const MAX_GUIDANCE_CHARACTERS = 8_192;

/** Tells each folder's own guidance once, after the first calls that name the folder. */
export function tellGuidance(course: Course, reports: readonly CallReport[]): void {
  const { untoldGuidance, deps } = course;
  for (const report of reports) {
    for (const file of findGuidance(untoldGuidance, report, deps.workspace.cwd)) {
      untoldGuidance.delete(file);
      const quoted = quoteData('guidance', `${file.path}\n\n${file.text.slice(0, MAX_GUIDANCE_CHARACTERS)}`);
      tell(course, notices.guidance(JSON.stringify(posix.dirname(file.path)), quoted), 'guidance');
    }
  }
}
