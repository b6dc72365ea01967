/** Lock files first: a manifest is often there for a tool that nobody uses any more. In this order the first that is found counts. */
const markers: readonly (readonly [string, string])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['Pipfile.lock', 'pipenv'],
  ['Cargo.lock', 'cargo'],
  ['go.mod', 'go'],
  ['go.work', 'go'],
  ['Cargo.toml', 'cargo'],
  ['pom.xml', 'maven'],
  ['build.gradle', 'gradle'],
  ['build.gradle.kts', 'gradle'],
  ['settings.gradle', 'gradle'],
  ['settings.gradle.kts', 'gradle'],
  ['Pipfile', 'pipenv'],
  ['package.json', 'npm'],
  ['pyproject.toml', 'pip'],
  ['setup.py', 'pip'],
  ['requirements.txt', 'pip'],
  ['Gemfile', 'bundler'],
  ['composer.json', 'composer'],
];

/** What `packageManager` of a package.json names counts before any file. `null` where nothing is recognised. */
export function findPackageManager(paths: readonly string[], manifest: string | null): string | null {
  const root = new Set(paths.filter((path) => !path.includes('/')));
  const named = /"packageManager"\s{0,9}:\s{0,9}"(npm|pnpm|yarn|bun)@/.exec(manifest ?? '')?.[1];
  const found = markers.filter(([file]) => root.has(file)).map(([, manager]) => manager);
  if (named === undefined) return found[0] ?? null;
  return named;
}
