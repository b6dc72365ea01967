import type { PackageCommands } from './repository-settings.ts';

/** Installs one package after the other; `null`: none of them says how. */
export function installOfPackages(packages: readonly PackageCommands[]): string | null {
  const commands = packages.flatMap(({ path, install }) => (install === null ? [] : [inFolder(path, install)]));
  return commands.length === 0 ? null : commands.join(' && ');
}

/** Tests every package, also after one that fails, and fails if any did. */
export function joinTests(packages: readonly PackageCommands[]): string {
  const [only, ...others] = packages;
  if (only !== undefined && others.length === 0) return inFolder(only.path, only.test);
  const runs = packages.map(({ path, test }) => `${inFolder(path, test)} || failed=1`);
  return ['failed=0', ...runs, 'exit $failed'].join('; ');
}

/** In a shell of its own, so that the next one begins at the root. Paths are plain: their schema lets nothing else in. */
function inFolder(path: string, command: string): string {
  // A comment would take the bracket with it.
  return `(cd ${path} && ${command}${/[#\n]/.test(command) ? '\n' : ''})`;
}
