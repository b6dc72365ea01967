import { isTestPath } from './is-test-path.ts';
import { isTestSetupPath } from './is-test-setup-path.ts';

/** Whether a file is code that the tests are about: no test, no document, nothing that only describes the repository. */
export function isSourcePath(path: string): boolean {
  const name = path.split('/').at(-1) ?? '';
  return !isTestPath(path) && !isTestSetupPath(path) && !others.some((pattern) => pattern.test(name));
}

const others: readonly RegExp[] = [
  /\.(?:md|mdx|rst|txt|adoc|lock|lockb|sum|svg|png|jpe?g|gif|ico|pdf)$/i,
  /^(?:LICEN[CS]E|CHANGELOG|CHANGES|NOTICE|AUTHORS|CODEOWNERS|README)(?:\..+)?$/i,
  /^(?:package|package-lock|npm-shrinkwrap|composer)\.json$|^(?:pnpm-lock|pnpm-workspace)\.ya?ml$/,
  /^(?:pyproject|Cargo)\.toml$|^setup\.cfg$|^requirements.*\.txt$|^go\.(?:mod|work)$|^pom\.xml$|\.gradle(?:\.kts)?$/,
  /^\.(?:git|editorconfig|prettier|eslint|npm|nvm).*$/,
];
