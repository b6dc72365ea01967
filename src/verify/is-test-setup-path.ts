/** Whether a file configures what runs the tests, whatever is written in it. */
export function isTestSetupPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.includes('node_modules') || names.some((pattern) => pattern.test(name));
}

const names: readonly RegExp[] = [
  /^(?:vitest|vite|jest|mocha|ava|babel|karma|playwright|cypress|wdio|wtr|web-test-runner)[.-](?:.+\.)?(?:config|setup|workspace|projects|conf|preset)(?:\..+)?$/,
  /^\.(?:mocharc|babelrc|swcrc|taprc|c8rc|nycrc|jestrc|npmrc|yarnrc|pnpmfile|rspec|coveragerc)(?:\..+)?$/,
  /^(?:setup-?tests?|tests?-?setup)\.[cm]?[jt]sx?$/i,
  /^(?:pytest|tox)\.ini$|^(?:noxfile|conftest)\.py$|^phpunit\.xml/,
];
