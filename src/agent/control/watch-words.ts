import { notices } from '../notices.ts';
import { repeatsItself } from './repeats-itself.ts';

const SAME_TO_NOTICE = 4;
/** Shorter words, such as “Now I run the tests.”, may well be said at every step. */
const MIN_CHARACTERS = 80;

/** Notices when the model says the same again at every step, or within one answer. One per attempt. */
export function watchWords(): (text: string) => readonly string[] {
  let last = '';
  let times = 0;
  return (text) => {
    const said = text.replaceAll(/\s+/g, ' ').trim();
    times = said === last ? times + 1 : 1;
    last = said;
    const isMonologue = said.length >= MIN_CHARACTERS && times === SAME_TO_NOTICE;
    return isMonologue || repeatsItself(text) ? [notices.sameWords] : [];
  };
}
