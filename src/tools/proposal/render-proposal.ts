import type { Proposal, ProposedFile } from './proposal.ts';

/** The most characters a proposal may have as it is rendered: nobody approves of what they do not see. */
export const MAX_PROPOSAL_CHARACTERS = 6_000;

/** A proposal as markdown. It holds a model's words, and is to be quoted as such wherever it is shown. */
export function renderProposal({ approach, files, steps, tests, risks, questions }: Proposal): string {
  const parts = [
    approach.replaceAll(fences, '').trim(),
    titled('Files', files.map(describeFile)),
    titled('Steps', steps, (at) => `${at + 1}.`),
    titled('Tests that will show it', tests),
    titled('Risks', risks),
    titled('Questions to you', questions, (at) => `${at + 1}.`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** In a block of code whose end is missing, or far away, the rest of a plan could hide. */
const fences = /^[ \t]*(?:`{3,}|~{3,}).*$/gm;

function titled(title: string, lines: readonly string[], mark: (at: number) => string = () => '-'): string {
  if (lines.length === 0) return '';
  return [`### ${title}`, '', ...lines.map((line, at) => `${mark(at)} ${onOneLine(line)}`)].join('\n');
}

const verbs = { add: 'new', change: 'changed', delete: 'deleted' } as const;

function describeFile({ path, change, what }: ProposedFile): string {
  return `\`${onOneLine(path).replaceAll('`', "'")}\` (${verbs[change]}): ${what}`;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
