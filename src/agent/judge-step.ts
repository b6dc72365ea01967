import type { ModelAnswer } from '../model/ask-model.ts';
import type { StopReason } from './attempt.ts';
import type { Course } from './begin-course.ts';
import type { CallReport } from './call-report.ts';
import { notices } from './notices.ts';
import { tell } from './tell.ts';

const MAX_NUDGES = 3;
const MAX_MALFORMED_STEPS = 3;
const MAX_REFUSED_STEPS = 1;

/** Whether a step with calls ends the attempt; a word to the model where something goes wrong. */
export function judgeStep(
  course: Course,
  { message, finish }: ModelAnswer,
  reports: readonly CallReport[],
): StopReason | null {
  course.silentSteps = 0;
  if (finish === 'refused') return judgeRefusal(course);
  course.refusedSteps = 0;
  course.malformedSteps = reports.every(({ isMalformed }) => isMalformed) ? course.malformedSteps + 1 : 0;
  if (course.malformedSteps >= MAX_MALFORMED_STEPS) return 'malformed-calls';
  const { tree, repeats, idleness, edits, words } = course.watches;
  const repeated = repeats(reports, tree.id);
  if (repeated.isStuck) return 'stuck';
  tellAll(course, [
    ...repeated.notices,
    ...idleness(reports.length, tree.hasChanged),
    ...reports.flatMap((report) => edits(report)),
    ...words(message.text),
  ]);
  return null;
}

/** The same for an answer without a call. */
export function judgeWords(course: Course, { message, finish }: ModelAnswer): StopReason | null {
  if (finish === 'refused') return judgeRefusal(course);
  course.refusedSteps = 0;
  course.silentSteps += 1;
  if (course.silentSteps > MAX_NUDGES) return 'no-tool-calls';
  tellAll(course, [...course.watches.words(message.text), nudgeFor(course, message.text, finish)]);
  return null;
}

function nudgeFor({ silentSteps }: Course, text: string, finish: ModelAnswer['finish']): string {
  if (finish === 'length') return notices.answerWasCut;
  if (text.trim() === '') return notices.emptyAnswer;
  return silentSteps === 1 ? notices.useTools : notices.callFinish;
}

function judgeRefusal(course: Course): StopReason | null {
  course.refusedSteps += 1;
  if (course.refusedSteps > MAX_REFUSED_STEPS) return 'refused';
  tell(course, notices.answerWasRefused);
  return null;
}

function tellAll(course: Course, texts: readonly string[]): void {
  if (texts.length > 0) tell(course, texts.join('\n\n'));
}
