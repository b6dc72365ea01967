/** Whether a file is part of the tests by where it lies or how it is named. */
export function isTestPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.slice(0, -1).some((folder) => testFolders.has(folder))) return true;
  return /[._-](?:test|tests|spec)\.[cm]?[jt]sx?$/.test(name) || /^tests?\.[cm]?[jt]sx?$/.test(name);
}

const testFolders = new Set(['test', 'tests', '__tests__', 'spec', 'specs', '__mocks__', '__snapshots__', 'e2e']);
