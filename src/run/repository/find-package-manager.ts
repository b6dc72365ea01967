/**
 * By ecosystem, in the order in which a file decides. Lock files first: a manifest is often there for a tool that nobody uses
 * any more.
 */
const ecosystems: readonly (readonly (readonly [string, string])[])[] = [
  [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
    ['package.json', 'npm'],
  ],
  [
    ['uv.lock', 'uv'],
    ['poetry.lock', 'poetry'],
    ['Pipfile.lock', 'pipenv'],
    ['Pipfile', 'pipenv'],
    ['pyproject.toml', 'pip'],
    ['setup.py', 'pip'],
    ['requirements.txt', 'pip'],
  ],
  [
    ['go.mod', 'go'],
    ['go.work', 'go'],
  ],
  [['Cargo.toml', 'cargo']],
  [
    ['pom.xml', 'maven'],
    ['build.gradle', 'gradle'],
    ['build.gradle.kts', 'gradle'],
    ['settings.gradle', 'gradle'],
    ['settings.gradle.kts', 'gradle'],
  ],
  [['Gemfile', 'bundler']],
  [['composer.json', 'composer']],
];

/**
 * By the files of the root, one for each ecosystem that is there; what `packageManager` of the `manifest`, package.json, names
 * counts before them. `null` where nothing is recognised.
 */
export function findPackageManager(paths: readonly string[], manifest: string | null): string | null {
  const root = new Set(paths.filter((path) => !path.includes('/')));
  const named = /"packageManager"\s{0,9}:\s{0,9}"(npm|pnpm|yarn|bun)@/.exec(manifest ?? '')?.[1];
  const found = ecosystems.map((markers, index) =>
    index === 0 && named !== undefined ? named : markers.find(([file]) => root.has(file))?.[1],
  );
  return found.filter((manager) => manager !== undefined).join(', ') || null;
}
