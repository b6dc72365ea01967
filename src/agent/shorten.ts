import { addUsage } from '../model/add-usage.ts';
import type { Message, Usage } from '../model/ask-model.ts';
import { untilAborted } from '../until-aborted.ts';
import { askModel } from './ask-for-answer.ts';
import type { Course } from './begin-course.ts';

/** Shortens the conversation and says whether it could be. The model may be asked for a summary, which is billed. */
export async function shorten(course: Course, signal: AbortSignal): Promise<boolean> {
  const { conversation, deps } = course;
  let usage: Usage | null = null;
  const summarise = async (messages: readonly Message[]) => {
    // Without tools, or a model might call one instead of answering.
    const answer = await askModel(course, { messages, tools: [] }, signal);
    usage = usage === null ? answer.usage : addUsage(usage, answer.usage);
    return answer.message.text;
  };
  const shrink = await untilAborted(conversation.shrink(summarise, signal), signal);
  if (shrink === null) return false;
  course.shrinks += 1;
  deps.record({ type: 'shrunk', ...shrink, ...(usage === null ? {} : { usage }) });
  if (shrink.how === 'summarised' && conversation.summary !== null)
    deps.record({ type: 'message', role: 'user', from: 'summary', text: conversation.summary });
  return true;
}
