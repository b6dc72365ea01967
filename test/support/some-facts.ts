import type { PromptFacts } from '../../src/agent/prompt/prompt-facts.ts';

/** What a model is told of an ordinary issue in an ordinary repository. */
export function someFacts(changes: Partial<PromptFacts> = {}): PromptFacts {
  return {
    issue: { number: 7, title: 'Sum is wrong', body: 'add(1, 2) gives 4', author: 'mona', comments: [] },
    repository: {
      name: 'octo/sums',
      languages: ['JavaScript'],
      packageManager: 'npm',
      commands: { install: 'npm ci', test: 'npm test', lint: 'npm run lint', typecheck: null, build: null },
      tree: ['package.json', 'src/', 'src/add.js'],
      guidance: [],
      maintainersGuidance: null,
    },
    environment: ['Debian 13', 'node 24.11.0, npm 11.6.1'],
    install: ['npm ci: done in 12 s'],
    baseline: { kind: 'by-test', passed: 3, skipped: 0, failing: ['add > sums'], durationMs: 2_000 },
    ...changes,
  };
}

/** The same with other words in the issue, or about the repository. */
export function factsWith(changes: {
  readonly issue?: Partial<PromptFacts['issue']>;
  readonly repository?: Partial<PromptFacts['repository']>;
}): PromptFacts {
  const { issue, repository } = someFacts();
  return someFacts({ issue: { ...issue, ...changes.issue }, repository: { ...repository, ...changes.repository } });
}
