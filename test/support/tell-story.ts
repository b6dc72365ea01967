import { writeFile } from 'node:fs/promises';
import type { LoopbackGitHub } from '../../src/demo/github/loopback-github.ts';

/** What a reader of an issue and its pull request sees; it goes into the file that `SANDPIPER_STORY` names, for reading it by eye. */
export async function tellStory(
  gitHub: LoopbackGitHub,
  { issue, pull }: { readonly issue: number; readonly pull: number },
): Promise<string> {
  const file = process.env['SANDPIPER_STORY'];
  const seen = await gitHub.issue(issue);
  const request = (await gitHub.pulls()).find(({ number }) => number === pull);
  const told = [
    `# Issue #${issue}: ${seen.title}\n\n${seen.body ?? ''}\n\nLabels: ${seen.labels.join(', ')}`,
    ...seen.comments.map((one) => said(one, seen.commentReactions.filter(({ comment }) => comment === one.id).length)),
    `# Pull request #${pull}: ${request?.title ?? ''} (${request?.state}, draft: ${request?.draft})\n\n${request?.body ?? ''}`,
    ...(await gitHub.comments(pull)).map((one) => said(one)),
    ...gitHub
      .threads(pull)
      .map(({ path, line, comments, resolvedBy }) =>
        [
          `## Thread on ${path}:${line}, ${resolvedBy === null ? 'open' : `resolved by ${resolvedBy}`}`,
          ...comments.map((one) => said(one)),
        ].join('\n\n'),
      ),
    ...(await gitHub.checkRuns(request?.head.sha ?? '')).map(
      ({ name, status, conclusion, output }) =>
        `## Check ${name}: ${status}, ${conclusion}\n\n${output.title}\n\n${output.summary}`,
    ),
  ];
  const story = told.join('\n\n---\n\n');
  if (file !== undefined) await writeFile(file, story);
  return story;
}

function said({ author, body }: { readonly author: string; readonly body: string }, eyes = 0): string {
  return `## ${author} says${eyes > 0 ? ' (👀)' : ''}\n\n${body}`;
}
