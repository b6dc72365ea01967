/** Whether a file is part of the tests by where it lies or how it is named, in the languages that name their tests. */
export function isTestPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.slice(0, -1).some((folder) => testFolders.has(folder)) || names.some((pattern) => pattern.test(name));
}

const testFolders = new Set(['test', 'tests', '__tests__', 'spec', 'specs', '__mocks__', '__snapshots__', 'e2e']);

const names: readonly RegExp[] = [
  /[._-](?:test|tests|spec)\.[cm]?[jt]sx?$/,
  /^tests?\.[cm]?[jt]sx?$/,
  /_(?:test|tests|spec)\.(?:go|py|rb|rs|exs|dart|cc|cpp|c|php|lua|sh)$/,
  /^(?:test_.*|tests?|conftest)\.(?:py|rb|sh|bash)$/,
  /(?:Tests?|TestCase|Spec|[a-z]IT)\.(?:java|kt|kts|scala|groovy|swift|cs|fs|php)$/,
  /\.bats$/,
];
