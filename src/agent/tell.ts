import type { Course } from './begin-course.ts';

/** A word to the model between its steps. `notice`: from us. */
export function tell(course: Course, text: string, from: 'notice' | 'maintainer' | 'guidance' = 'notice'): void {
  course.conversation.add({ role: 'user', text }, from);
  course.deps.record({ type: 'message', role: 'user', from, text });
}
