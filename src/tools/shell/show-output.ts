import { cleanOutput } from '../clean-output.ts';
import { cutMiddle, firstLines, lastLines } from '../cut-middle.ts';
import type { Commands } from './open-commands.ts';
import { type Command, MAX_KEPT_BYTES } from './start-command.ts';

/** Compilers tell the cause first, test runners last. */
const SHOWN = { head: 6_000, tail: 10_000 };

/** What a command wrote since the last look, as much of it as can be shown, and where the rest is. Whoever wants a file to stay must keep it. */
export function showOutput(command: Command): { readonly text: string; readonly isWhole: boolean } {
  const { head, tail, omitted } = command.log.take();
  if (omitted === 0) {
    const text = cleanOutput(head);
    if (text === '') return { text: '(no output)', isWhole: true };
    return { text: cutMiddle(text, SHOWN, whereTheRestIs(command)), isWhole: text.length <= SHOWN.head + SHOWN.tail };
  }
  const start = firstLines(cleanOutput(head), SHOWN.head);
  const end = lastLines(cleanOutput(tail), SHOWN.tail);
  const missing = omitted + head.length + tail.length - start.length - end.length;
  const words = `[… ${missing} characters left out; ${whereTheRestIs(command)} …]`;
  return { text: `${start}\n${words}\n${end}`, isWhole: false };
}

function whereTheRestIs({ file, log }: Command): string {
  if (file === null) return 'it could not be kept';
  const part = log.bytes <= MAX_KEPT_BYTES ? 'all of it is' : `its first ${MAX_KEPT_BYTES / 1024 / 1024} MiB are`;
  return `${part} in ${file}, for view or grep`;
}

/** The end of a command that nobody will look at again: its file stays only if there is more in it than was shown. */
export async function settleOutput(commands: Commands, command: Command, isWhole: boolean): Promise<void> {
  if (isWhole) await commands.dropOutput(command);
  else await commands.keepOutput(command);
}
