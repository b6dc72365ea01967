import type { Message } from '../../model/ask-model.ts';
import { describeBaseline } from './describe-baseline.ts';
import { describeIssue } from './describe-issue.ts';
import { describePlace } from './describe-place.ts';
import { describeGuidance, describeRepository } from './describe-repository.ts';
import { describeSection } from './describe-section.ts';
import type { PromptFacts } from './prompt-facts.ts';

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
    facts.assignment ?? 'Resolve the issue. Begin with a tool call.',
  ];
  return [
    { role: 'system', text: systemPrompt },
    { role: 'user', text: sections.join('\n\n') },
  ];
}
