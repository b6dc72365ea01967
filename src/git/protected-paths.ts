/**
 * What an agent's change may not touch, because it runs with rights the change must not gain, steers agents or reviewers,
 * or hides lines from a reviewer. Each is a path from the root, in any case; one star stands for a part of a name, two
 * stars for any folder before a name, or for everything in the folder they follow.
 */
export const protectedPaths: readonly string[] = [
  // Runs in CI, often with secrets.
  '.github/**',
  '.gitlab-ci.yml',
  '.circleci/**',
  '.buildkite/**',
  '.travis.yml',
  '.drone.yml',
  'azure-pipelines*.yml',
  'bitbucket-pipelines.yml',
  'Jenkinsfile',
  // Decides who reviews.
  'CODEOWNERS',
  'docs/CODEOWNERS',
  // Changes what git does, or what a reviewer sees.
  '**/.gitmodules',
  '**/.gitattributes',
  '**/.lfsconfig',
  // Runs on a developer's machine without being asked.
  '**/.husky/**',
  '**/.githooks/**',
  '**/.pre-commit-config.yaml',
  '**/lefthook.yml',
  '**/.vscode/**',
  '**/.devcontainer/**',
  // Decides where packages come from.
  '**/.npmrc',
  '**/.yarnrc',
  '**/.yarnrc.yml',
  '**/.pnpmfile.cjs',
  // Instructs agents.
  '**/AGENTS.md',
  '**/CLAUDE.md',
  '**/GEMINI.md',
  '**/.mcp.json',
  '**/.claude/**',
  '**/.cursor/**',
  '**/.cursorrules',
  '**/.windsurfrules',
];
