import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { FailedCheck, FailedChecks } from '../../github/read-failed-checks.ts';

/** A part that is too long loses its end, which is what matters here. */
const maxLogCharacters = 10_000;

type Part = PromptSection['parts'][number];

/** What others say failed on the head of the pull request. What they print is made by code that ran there: data, and hostile. */
export function describeFailedChecks({ checks, omitted }: FailedChecks): PromptSection {
  const more = omitted === 0 ? '' : ` ${omitted} more failed, which are not shown.`;
  return {
    title: 'Checks that failed on this pull request',
    parts: [
      ours(
        `Find out why, and mend the cause: not by weakening a check, a test or its configuration. What failed for a reason outside of this repository is not yours to mend: say so and change nothing.${more}`,
      ),
      ...checks.flatMap((check, at) => describeCheck(check, at + 1)),
    ],
  };
}

function describeCheck({ name, conclusion, summary, annotations, log }: FailedCheck, number: number): readonly Part[] {
  const places = annotations.map(({ path, line, message }) => `${path}:${line}: ${message}`);
  return [
    ours(`## Check ${number}`),
    quote('check', `name: ${name}\nconclusion: ${conclusion}${summary === '' ? '' : `\n\n${summary}`}`),
    ...(places.length === 0 ? [] : [quote('annotations', places.join('\n'))]),
    ...(log === null || log === '' ? [] : [quote('log-tail', log.slice(-maxLogCharacters).toWellFormed())]),
  ];
}

const ours = (text: string): Part => ({ kind: 'ours', text });
const quote = (label: string, text: string): Part => ({ kind: 'quoted', label, text });
