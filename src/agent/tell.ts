import { posix } from 'node:path';
import type { Course } from './begin-course.ts';
import type { CallReport } from './call-report.ts';
import { findGuidance } from './control/find-guidance.ts';
import { notices } from './notices.ts';
import { quoteData } from './prompt/quote-data.ts';

const MAX_MESSAGE_CHARACTERS = 20_000;
const MAX_GUIDANCE_CHARACTERS = 8_192;

/** A word from us to the model. */
export function tell(course: Course, text: string): void {
  say(course, 'notice', text);
}

/** Delivers what maintainers have said since it was last called, and says whether there was anything. */
export function deliverMessages(course: Course): boolean {
  const messages = course.deps.takeMessages();
  for (const { author, text } of messages) {
    const name = author.replaceAll(/[^\w.[\]-]/g, '?').slice(0, 100);
    say(
      course,
      'maintainer',
      notices.maintainerSays(name, quoteData('maintainer', text.slice(0, MAX_MESSAGE_CHARACTERS))),
    );
  }
  return messages.length > 0;
}

/** Tells each folder's own guidance once, after the first calls that name the folder. */
export function tellGuidance(course: Course, reports: readonly CallReport[]): void {
  const { untoldGuidance, deps } = course;
  for (const report of reports) {
    for (const file of findGuidance(untoldGuidance, report, deps.workspace.cwd)) {
      untoldGuidance.delete(file);
      const quoted = quoteData('guidance', `${file.path}\n\n${file.text.slice(0, MAX_GUIDANCE_CHARACTERS)}`);
      say(course, 'guidance', notices.guidance(JSON.stringify(posix.dirname(file.path)), quoted));
    }
  }
}

function say({ conversation, deps }: Course, from: 'notice' | 'maintainer' | 'guidance', text: string): void {
  conversation.add({ role: 'user', text }, from);
  deps.record({ type: 'message', role: 'user', from, text });
}
