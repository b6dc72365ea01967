import type { Message } from '../../model/ask-model.ts';
import type { Goal } from '../attempt.ts';
import { describeBaseline } from './describe-baseline.ts';
import { describeIssue } from './describe-issue.ts';
import { describePlace } from './describe-place.ts';
import { describeGuidance, describeRepository } from './describe-repository.ts';
import { describeSection } from './describe-section.ts';
import type { PromptFacts } from './prompt-facts.ts';

const assignments: Readonly<Record<Goal, string>> = {
  change: 'Resolve the issue. Begin with a tool call.',
  proposal: 'Plan how the issue is to be resolved, and change nothing. Begin with a tool call.',
};

/** The first two messages. The same facts give the same bytes. */
export function buildPrompt(systemPrompt: string, facts: PromptFacts): readonly Message[] {
  const { issue, repository, baseline, sections: ofTask = [] } = facts;
  const sections = [
    ...describePlace(facts),
    describeRepository(repository),
    ...describeGuidance(repository),
    describeBaseline(baseline),
    ...ofTask.map(describeSection),
    describeIssue(issue),
    facts.assignment ?? assignments[facts.goal ?? 'change'],
  ];
  return [
    { role: 'system', text: systemPrompt },
    { role: 'user', text: sections.join('\n\n') },
  ];
}
