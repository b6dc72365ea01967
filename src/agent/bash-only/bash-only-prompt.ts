import type { Message } from '../../model/ask-model.ts';
import type { PromptFacts } from '../prompt/prompt-facts.ts';
import { submitMarker } from './submit-marker.ts';

/** The issue and how to work, and no more: what the repository is like is for the model to find out. */
export function bashOnlyPrompt({ issue, environment }: PromptFacts): readonly Message[] {
  const comments = issue.comments.map(({ author, text }) => `Comment by ${author}:\n${text}`);
  const sections = [
    `<issue>\n${issue.title}\n\n${[issue.body, ...comments].join('\n\n')}\n</issue>`,
    howToWork,
    ...(environment.length === 0 ? [] : [`The machine:\n${environment.map((line) => `- ${line}`).join('\n')}`]),
  ];
  return [
    { role: 'system', text: 'You are a software engineer. You work on a computer through its shell.' },
    { role: 'user', text: sections.join('\n\n') },
  ];
}

const howToWork = `Resolve the issue above by changing the source code in the current directory, the checkout of a repository. Make
the change general and in the style of the code around it. Leave tests and project configuration as they are, unless the
issue is about them. The dependencies are installed.

A way that works: read the code that matters, write a script that shows the problem, change the source, run the script
again, try the edge cases, delete the script.

How to use the shell:
- Every answer holds at least one call of the tool \`bash\`, after a sentence on what you want to find out or do. An answer
  may hold several calls when they do not depend on one another.
- Each command runs in a new shell in the checkout. Neither \`cd\` nor variables outlive it: write
  \`cd folder && VARIABLE=value command\`.
- Nobody can type: no editors, no pagers, no questions. A command has 60 seconds.
- Long output is cut in the middle. Ask for less, or write it to a file and search that.

When the work is done, or when nothing has to be changed, hand in what is in the checkout with this command, alone:

echo ${submitMarker}

Do not commit. Nothing can be done after that command.`;
