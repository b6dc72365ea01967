import type { Course } from './begin-course.ts';
import { notices } from './notices.ts';
import { quoteData } from './prompt/quote-data.ts';
import { tell } from './tell.ts';

const MAX_MESSAGE_CHARACTERS = 20_000;
const MAX_NAME_CHARACTERS = 100;

/** Delivers what maintainers have said since it was last called, and says whether there was anything. */
export function deliverMessages(course: Course): boolean {
  const messages = course.deps.takeMessages();
  for (const { author, text } of messages) {
    const name = author.replaceAll(/[^\w.[\]-]/g, '?').slice(0, MAX_NAME_CHARACTERS);
    const quoted = quoteData('maintainer', text.slice(0, MAX_MESSAGE_CHARACTERS));
    tell(course, notices.maintainerSays(name, quoted), 'maintainer');
  }
  return messages.length > 0;
}
