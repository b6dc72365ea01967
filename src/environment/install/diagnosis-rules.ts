import type { DiagnosisKind } from './diagnosis.ts';

export type DiagnosisRule = {
  readonly kind: DiagnosisKind;
  /** Every repetition is bounded: the output is hostile. */
  readonly pattern: RegExp;
  /** Given what the pattern's groups matched, in order, without those that did not take part. */
  readonly say: (...names: readonly string[]) => string;
  readonly nextAction: string;
};

const SYSTEM_PACKAGE =
  'Name the Debian package to the operator, who can add it to an image of their own (SANDPIPER_IMAGE); or do without the dependency.';
const REGISTRY = 'Check that the package and its version exist, and that the operator’s registry has them.';
const VERSION =
  'Widen the version the repository asks for, or ask the operator for an image with that version (SANDPIPER_IMAGE).';
const LOCKFILE = 'Renew the lockfile and commit it.';
const GIT =
  'Take a published version of it instead: a sandbox reads packages from registries, and no git repositories.';
const NATIVE = 'See the compiler’s message in the log; a newer version of the package may come compiled.';

/** What tools say when an install fails, the more telling first: the last message is often a consequence. */
export const diagnosisRules: readonly DiagnosisRule[] = [
  rule(
    'no-space',
    /ENOSPC|[Nn]o ?[Ss]pace ?[Ll]eft|os error 28\b/,
    () => 'The workspace of the sandbox, or the home folder in it, is full.',
    'Ask the operator to raise SANDPIPER_WORKSPACE_MIB.',
  ),
  rule(
    'no-space',
    /EDQUOT|Disk quota exceeded/,
    () => 'The workspace of the sandbox has no room for more files.',
    'Ask the operator to raise SANDPIPER_WORKSPACE_MIB or SANDPIPER_WORKSPACE_INODES.',
  ),
  rule(
    'out-of-memory',
    /JavaScript heap out of memory|java\.lang\.OutOfMemoryError|Cannot allocate memory|signal: 9, SIGKILL/,
    () => 'A program used more memory than it may.',
    'Ask the operator to raise SANDPIPER_SANDBOX_MEMORY_MIB.',
  ),

  rule(
    'lockfile-out-of-date',
    /`npm ci` can only install packages when your package\.json and|ERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|LOCKFILE_MISSING_DEPENDENCY)|Your lockfile needs to be updated, but yarn|The lockfile would have been modified by this install|lockfile had changes, but lockfile is frozen/,
    () => 'The lockfile does not fit package.json.',
    LOCKFILE,
  ),
  rule(
    'lockfile-out-of-date',
    /(?:the lock file|cannot update the lock file) [^\n]{0,300}(?:needs to be updated but --locked|because --locked)/,
    () => 'Cargo.lock does not fit Cargo.toml.',
    LOCKFILE,
  ),
  rule(
    'lockfile-out-of-date',
    /changed significantly since poetry\.lock|poetry\.lock[^\n]{0,100}is not up to date|lockfile at `uv\.lock` needs to be updated|Your Pipfile\.lock \([^\n]{0,80}\) is out of date/,
    () => 'The lockfile of the Python project does not fit its dependencies.',
    LOCKFILE,
  ),
  rule(
    'lockfile-out-of-date',
    /missing go\.sum entry|no required module provides package|updates to go\.mod needed|go: inconsistent vendoring/,
    () => 'go.mod or go.sum does not fit what the code imports.',
    'Run `go mod tidy` and commit the result.',
  ),

  rule(
    'peer-conflict',
    /\bcode ERESOLVE\b[\s\S]{0,2000}?Could not resolve dependency:\n(?:npm (?:error|ERR!) )?([^\n]{1,160})/,
    (who = '') => `Dependencies contradict each other: \`${who}\`.`,
    'Bring the versions in package.json together.',
  ),
  rule(
    'peer-conflict',
    /\bcode ERESOLVE\b|ERR_PNPM_PEER_DEP_ISSUES/,
    () => 'Dependencies contradict each other: the peer version that one asks for is not the one installed.',
    'Bring the versions in package.json together.',
  ),
  rule(
    'peer-conflict',
    /ResolutionImpossible|Cannot install [^\n]{1,300} because these package versions have conflicting dependencies|No solution found when resolving dependencies|version solving failed/,
    () => 'No versions of the Python dependencies fit together.',
    'Loosen the versions that are pinned.',
  ),

  rule(
    'wrong-version',
    /npm (?:error|ERR!) notsup Required: {1,4}([^\n]{1,120})/,
    (wanted = '') => `The repository asks for ${code(wanted)}, which the sandbox does not have.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /ERR_PNPM_UNSUPPORTED_ENGINE[\s\S]{0,600}?Expected version: ([^\n]{1,80})/,
    (wanted = '') =>
      `The repository asks for version ${code(wanted)} of Node.js or pnpm, which the sandbox does not have.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /The engine "([^"\n]{1,40})" is incompatible with this module\. Expected version "([^"\n]{1,80})"/,
    (engine = '', wanted = '') => `A package asks for ${code(`${engine} ${wanted}`)}, which the sandbox does not have.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /Package '([^'\n]{1,100})' requires a different Python: ([^\n]{1,120})/,
    (name = '', why = '') => `${code(name)} asks for another Python: ${code(why)}.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /No interpreter found for Python [^\n]{1,40}|incompatible with the project's Python requirement|Current Python version \([^)\n]{1,20}\) is not allowed by the project/,
    () => 'The project asks for a Python that the sandbox does not have.',
    VERSION,
  ),
  rule(
    'wrong-version',
    /go\.mod requires go >= ([\w.]{1,20})|invalid go version '([\w.]{1,20})'|toolchain not available|go: download go(\d[\w.]{0,20}\w)/,
    (wanted = 'a newer one') => `The module asks for Go ${wanted}, which the sandbox does not have.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /rustc [\d.]{1,20}[^\n]{0,20} is not supported by the following packages?:\n([^\n]{1,120})|requires rustc ([\d.]{1,20}) or newer/,
    (wanted = '') => `The crate asks for a newer Rust: ${code(wanted)}.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /feature `([\w-]{1,40})` is required|lock file version `?(\d{1,3})`? (?:was found|requires)|this version of Cargo is older than the `(\d{4})` edition/,
    (what = '') => `The crate needs a newer Cargo, for ${code(what)}.`,
    VERSION,
  ),
  rule(
    'wrong-version',
    /(?:release version|invalid target release:?) {0,2}(\d{1,3})(?: not supported)?|Unsupported class file major version (\d{1,3})|(?:requires|compatible with) (?:at least )?(?:Java|JVM) (\d{1,3})/,
    (wanted = '') => `The build asks for another Java (${code(wanted)}) than the sandbox has.`,
    VERSION,
  ),

  rule(
    'git-dependency',
    /git (?:--no-replace-objects )?(?:ls-remote|clone|fetch)[^\n]{0,80}? ((?:https?|ssh|git)[:+][^\s'"]{1,200})/,
    (url = '') => `A dependency is a git repository, ${code(url)}, which a sandbox cannot clone.`,
    GIT,
  ),
  rule(
    'git-dependency',
    /Updating git (?:repository|submodule) `([^`\n]{1,200})`[\s\S]{0,2000}?(?:spurious network error|failed to (?:load|get|fetch|connect)|Unable to update|network failure)/,
    (url = '') => `A dependency is a git repository, ${code(url)}, which a sandbox cannot clone.`,
    GIT,
  ),
  rule(
    'git-dependency',
    /Unable to update ((?:https?|ssh):\/\/[^\s#]{1,200})/,
    (url = '') => `A dependency is a git repository, ${code(url)}, which a sandbox cannot clone.`,
    GIT,
  ),

  rule(
    'missing-system-package',
    /fatal error: (?!Python\.h)([\w./+-]{1,100}\.h(?:pp)?): No such file or directory/,
    (header = '') => `Something was to be compiled, and the header ${code(header)} is not in the sandbox.`,
    SYSTEM_PACKAGE,
  ),
  rule(
    'missing-system-package',
    /Package '?([\w.+-]{1,60})'?,? (?:required by [^\n]{1,80}|was) not found|No package '([\w.+-]{1,60})' found/,
    (name = '') => `Something was to be compiled, and the library ${code(name)} is not in the sandbox.`,
    SYSTEM_PACKAGE,
  ),
  rule(
    'missing-system-package',
    /(pg_config|mysql_config|mariadb_config|krb5-config|xml2-config|xslt-config|curl-config|geos-config|gdal-config)\b[^\n]{0,60}not found/,
    (tool = '') => `Something was to be compiled, and ${code(tool)} is not in the sandbox.`,
    SYSTEM_PACKAGE,
  ),
  rule(
    'missing-system-package',
    /Could not find directory of OpenSSL installation|cannot find -l([\w.+-]{1,40})/,
    (name = 'ssl') => `Something was to be linked, and the library ${code(name)} is not in the sandbox.`,
    SYSTEM_PACKAGE,
  ),
  rule(
    'missing-system-package',
    /fatal error: Python\.h: No such file or directory/,
    () => 'A Python package was to be compiled, and Python’s headers are not in the sandbox.',
    'Ask the operator to use the image python (SANDPIPER_IMAGE).',
  ),
  rule(
    'missing-system-package',
    /ensurepip is not\s{1,3}available|No module named (?:venv|ensurepip|pip)\b/,
    () => 'The sandbox has Python without pip and virtual environments.',
    'Ask the operator to use the image python, full or auto (SANDPIPER_IMAGE).',
  ),

  rule(
    'missing-toolchain',
    /(?:^|\n)[^\n]{0,60}?(?:bash|sh): (?:line \d{1,6}: |\d{1,6}: )?([\w./@+-]{1,60}): (?:command )?not found/,
    (tool = '') => `${code(tool)} is not in the sandbox.`,
    'Install it in a setup command (.github/sandpiper.yml), or ask the operator for an image that has it (SANDPIPER_IMAGE).',
  ),
  rule(
    'missing-toolchain',
    /env: '?([\w./@+-]{1,60}?)'?: No such file or directory|linker `([\w-]{1,30})` not found|is `?(cmake)`? not installed\?|error: can't find (Rust compiler)|No (compiler is provided) in this environment/,
    (tool = '') => `${code(tool)} is not in the sandbox.`,
    'Install it in a setup command (.github/sandpiper.yml), or ask the operator for an image that has it (SANDPIPER_IMAGE).',
  ),

  rule(
    'native-build',
    /Failed building wheel for ([\w.+-]{1,80})/,
    (name = '') => `The Python package ${code(name)} could not be compiled.`,
    NATIVE,
  ),
  rule(
    'native-build',
    /failed to run custom build command for `([^`\n]{1,80})`/,
    (name = '') => `The crate ${code(name)} could not be built.`,
    NATIVE,
  ),
  rule(
    'native-build',
    /gyp ERR! (?:build|configure) error/,
    () => 'A native npm package could not be compiled.',
    NATIVE,
  ),
  rule(
    'native-build',
    /error: metadata-generation-failed/,
    () => 'The metadata of a Python package could not be made from its source.',
    NATIVE,
  ),
  rule(
    'missing-toolchain',
    /(?:bash|sh): (?:line \d{1,6}: )?(\.\/[\w.-]{1,60}): Permission denied/,
    (tool = '') => `${code(tool)} is not executable.`,
    'Commit it with its executable bit: `git update-index --chmod=+x`.',
  ),
  rule(
    'native-build',
    /COMPILATION ERROR|Compilation failed; see the compiler|error: could not compile `/,
    () => 'The code of the repository does not compile.',
    'See the compiler’s message in the log.',
  ),

  rule(
    'registry',
    /npm (?:error|ERR!) 404 {1,4}(?:The requested resource )?'?((?:@[\w.-]{1,80}\/)?[\w.-]{1,80}@?[^'\s]{0,40})'?[^\n]{0,40}(?:could not be found|is not in)/,
    (name = '') => `The registry does not have ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /No matching version found for ([^\s]{1,120}?)\.?(?:\s|$)/,
    (name = '') => `The registry has no such version: ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /ERR_PNPM_FETCH_404\s{1,3}GET (https?:\/\/[^\s]{1,200}): /,
    (url = '') => `The registry does not have ${code(url)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /Couldn't find (?:package|any versions for) "([^"\n]{1,120})"/,
    (name = '') => `The registry does not have ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /YN0035: │ ([^\n]{1,120}?): Package not found|error: ([^\n]{1,120}) failed to resolve/,
    (name = '') => `The registry does not have ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /No matching distribution found for ([^\n]{1,120})/,
    (name = '') => `The Python index has nothing for ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /no matching package named `([^`\n]{1,80})` found|failed to select a version for the requirement `([^`\n]{1,120})`/,
    (name = '') => `The crate index has nothing for ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /go: ([^\s]{1,200}): reading [^\n]{1,300}: 4\d\d [^\n]{1,40}|go: ([^\s]{1,200}): module lookup disabled/,
    (name = '') => `The module proxy does not have ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'registry',
    /Could not find artifact ([^\s]{1,200})|Could not find ([\w.-]{1,100}:[\w.-]{1,100}:[\w.-]{1,60})\.\nSearched in/,
    (name = '') => `The Maven repository does not have ${code(name)}.`,
    REGISTRY,
  ),
  rule(
    'network-blocked',
    /getaddrinfo (?:EAI_AGAIN|ENOTFOUND) (?!registry\.)([\w.-]{1,120})/,
    (host = '') => `Something asks ${code(host)} for itself, past the proxy that alone leads out of a sandbox.`,
    'Do without it while packages are installed, or make it heed HTTPS_PROXY and ask the operator to let sandboxes to that host (SANDPIPER_EGRESS_HOSTS).',
  ),
  rule(
    'registry',
    /ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ECONNRESET|Could not resolve host|no such host|Name or service not known|Connection refused|Failed to establish a new connection|Temporary failure in name resolution|Could not transfer artifact|Connection timed out/i,
    () => 'The package registry could not be reached.',
    'Try again; if it stays so, ask the operator whether their registry answers.',
  ),
];

function rule(kind: DiagnosisKind, pattern: RegExp, say: DiagnosisRule['say'], nextAction: string): DiagnosisRule {
  return { kind, pattern, say, nextAction };
}

function code(name: string): string {
  return `\`${name}\``;
}
