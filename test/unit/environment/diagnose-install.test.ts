import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CommandRun } from '../../../src/environment/command-run.ts';
import { diagnoseInstall } from '../../../src/environment/install/diagnose-install.ts';
import type { DiagnosisKind } from '../../../src/environment/install/diagnosis.ts';

const folder = join(import.meta.dirname, '../../fixtures/installs');

function run(output: string, different: Partial<CommandRun> = {}): CommandRun {
  const exit = { reason: 'exited', code: 1 } as const;
  return { command: 'npm ci', exit, durationMs: 1000, stdout: '', stderr: output, ...different };
}

/** What the tools really said: `box-…` in a sandbox of ours, the others on a machine with a registry. */
test.for<readonly [string, DiagnosisKind, string, (readonly string[])?]>([
  ['npm-eresolve', 'peer-conflict', 'peer react@"17.0.2" from react-dom@17.0.2'],
  ['npm-lock', 'lockfile-out-of-date', 'The lockfile does not fit package.json.'],
  ['npm-404', 'registry', '`@sandpiper-none/nothing-here-at-all@1.0.0`'],
  ['npm-etarget', 'registry', '`left-pad@99.0.0`'],
  ['npm-git', 'git-dependency', '`https://127.0.0.1:9/a/b.git`'],
  ['npm-refused', 'registry', 'could not be reached'],
  ['npm-engine', 'wrong-version', '`{"node":">=99"}`'],
  ['npm-script', 'unknown', '`npm ci` failed'],
  ['pnpm-lock', 'lockfile-out-of-date', 'package.json'],
  ['pnpm-404', 'registry', 'nothing-here-at-all'],
  ['pnpm-engine', 'wrong-version', '`>=99`'],
  ['pnpm-git', 'git-dependency', '`https://127.0.0.1:9/a/b.git`'],
  ['pnpm-peer', 'peer-conflict', 'peer version'],
  ['yarn1-lock', 'lockfile-out-of-date', 'package.json'],
  ['yarn1-engine', 'wrong-version', '`node >=99`'],
  ['yarn1-404', 'registry', '`@sandpiper-none/nothing-here-at-all`'],
  ['berry-lock', 'lockfile-out-of-date', 'package.json'],
  ['berry-404', 'registry', '`@sandpiper-none/nothing-here-at-all@npm:1.0.0`'],
  ['bun-lock', 'lockfile-out-of-date', 'package.json'],
  ['bun-404', 'registry', '`@sandpiper-none/nothing-here-at-all@1.0.0`'],
  ['pip-none', 'registry', '`sandpiper-none==9`'],
  ['pip-native', 'missing-system-package', '`libpq-fe.h`'],
  ['go-404', 'registry', 'could not be reached'],
  ['go-off', 'registry', '`github.com/spf13/none@v1.0.0`'],
  ['go-refused', 'registry', 'could not be reached'],
  ['go-sum', 'lockfile-out-of-date', 'go.sum'],
  ['cargo-none', 'registry', 'could not be reached'],
  ['mvn-none', 'registry', 'could not be reached'],
  ['box-blocked-postinstall', 'network-blocked', '`github.com`', ['github.com']],
  ['box-blocked-node-fetch', 'network-blocked', '`storage.googleapis.com`'],
  ['box-git-dep', 'git-dependency', '`ssh://git@github.com/a/b.git`', ['github.com']],
  ['box-gyp-header', 'missing-system-package', '`cairo.h`'],
  ['box-gyp-syntax', 'native-build', 'native npm package'],
  ['box-yarn1', 'network-blocked', '`registry.yarnpkg.com`', ['registry.yarnpkg.com']],
  ['box-cargo-blocked', 'network-blocked', '`index.crates.io`', ['index.crates.io']],
  ['box-cargo-compile', 'native-build', 'does not compile'],
  ['box-cargo-edition', 'wrong-version', '`2027`'],
  ['box-cargo-git', 'git-dependency', '`https://github.com/a/b`', ['api.github.com']],
  ['box-cargo-locked', 'lockfile-out-of-date', 'Cargo.lock'],
  ['box-cargo-native', 'native-build', '`a v1.0.0 (/workspace/cargo-native)`'],
  ['box-cargo-rust-version', 'wrong-version', 'requires rustc 1.999'],
  ['box-go-blocked', 'network-blocked', '`proxy.golang.org`', ['proxy.golang.org']],
  ['box-go-sum', 'lockfile-out-of-date', 'go.sum'],
  ['box-go-toolchain', 'wrong-version', 'Go 1.99.0', ['proxy.golang.org']],
  ['box-go-version', 'wrong-version', 'Go 1.99.0'],
  ['box-gradle-missing', 'missing-toolchain', '`gradle`'],
  ['box-gradlew', 'missing-toolchain', '`./gradlew` is not executable'],
  ['box-mvn-blocked', 'network-blocked', '`repo.maven.apache.org`', ['repo.maven.apache.org']],
  ['box-pip-blocked', 'network-blocked', '`pypi.org`', ['pypi.org']],
  ['box-pip-conflict', 'native-build', 'metadata'],
  ['box-pip-git', 'git-dependency', '`https://github.com/a/b`', ['github.com']],
  ['box-pip-python', 'wrong-version', "`3.11.2 not in '>=3.99'`"],
  ['box-poetry-missing', 'missing-toolchain', '`poetry`'],
  ['box-venv-in-node', 'missing-system-package', 'without pip'],
])('%s is diagnosed as %s', ([name, kind, words, blocked = []]) => {
  const output = readFileSync(join(folder, `${name}.txt`), 'utf8');

  const diagnosis = diagnoseInstall(run(output), blocked);

  expect(diagnosis.kind).toBe(kind);
  expect(diagnosis.sentence).toContain(words);
  expect(diagnosis.nextAction).toMatch(/\.$/);
});

/** Written down from what the tools are known to say; they could not be brought to say it here. */
test.for<readonly [string, DiagnosisKind, string]>([
  ['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write', 'no-space', 'full'],
  ['error: failed to write `target/x`: No space left on device (os error 28)', 'no-space', 'full'],
  ['OSError: [Errno 122] Disk quota exceeded', 'no-space', 'files'],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'out-of-memory', 'memory'],
  [
    'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.',
    'lockfile-out-of-date',
    'Python',
  ],
  [
    'error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.',
    'lockfile-out-of-date',
    'Python',
  ],
  ['Your Pipfile.lock (6b1f1a) is out of date. Expected: (aa).', 'lockfile-out-of-date', 'Python'],
  [
    'ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io/',
    'peer-conflict',
    'Python',
  ],
  ['  × No solution found when resolving dependencies:\n  ╰─▶ Because a depends on b', 'peer-conflict', 'Python'],
  ['error: No interpreter found for Python >=3.14 in managed installations or search path', 'wrong-version', 'Python'],
  [
    'Current Python version (3.11.2) is not allowed by the project (>=3.13,<4).\nPlease change python executable via the "env use" command.',
    'wrong-version',
    'Python',
  ],
  [
    'error: error: pg_config executable not found.\nPlease add the directory containing pg_config',
    'missing-system-package',
    '`pg_config`',
  ],
  ["Package 'libffi', required by 'virtual:world', not found", 'missing-system-package', '`libffi`'],
  [
    "Package cairo was not found in the pkg-config search path.\nNo package 'cairo' found",
    'missing-system-package',
    '`cairo`',
  ],
  ['/usr/bin/ld: cannot find -lssl: No such file or directory', 'missing-system-package', '`ssl`'],
  [
    'Could not find directory of OpenSSL installation, and this `-sys` crate cannot proceed',
    'missing-system-package',
    '`ssl`',
  ],
  ['src/x.c:1:10: fatal error: Python.h: No such file or directory', 'missing-system-package', 'Python’s headers'],
  ['error: linker `cc` not found', 'missing-toolchain', '`cc`'],
  ['is `cmake` not installed?\nbuild script failed, must exit now', 'missing-toolchain', '`cmake`'],
  ["error: can't find Rust compiler", 'missing-toolchain', '`Rust compiler`'],
  ['/usr/bin/env: ‘node’: No such file or directory'.replaceAll(/[‘’]/g, "'"), 'missing-toolchain', '`node`'],
  ['sh: 1: node-gyp: not found', 'missing-toolchain', '`node-gyp`'],
  ['[ERROR] COMPILATION ERROR :\n[ERROR] A.java:[1,1] class expected', 'native-build', 'does not compile'],
  ['Fatal error compiling: error: release version 21 not supported -> [Help 1]', 'wrong-version', '`21`'],
  ['> Unsupported class file major version 65', 'wrong-version', '`65`'],
  ['Could not find artifact a:b:jar:1 in central (https://repo.maven.apache.org/maven2)', 'registry', '`a:b:jar:1`'],
  ['> Could not find org.a:b:1.0.\nSearched in the following locations:', 'registry', '`org.a:b:1.0`'],
  ['error: no matching package named `nope` found\nlocation searched: crates.io index', 'registry', '`nope`'],
  [
    'go: example.com/a@v1.0.0: reading https://proxy.golang.org/a/@v/v1.0.0.mod: 404 Not Found',
    'registry',
    '`example.com/a@v1.0.0`',
  ],
  ['something went wrong', 'unknown', '`npm ci` failed'],
  ['', 'unknown', '`npm ci` failed'],
])('%j is diagnosed as %s', ([output, kind, words]) => {
  const diagnosis = diagnoseInstall(run(output), []);

  expect(diagnosis).toMatchObject({ kind, sentence: expect.stringContaining(words) });
});

test('how it ended says more than what it printed', () => {
  const output = 'npm error code ERESOLVE';

  expect(diagnoseInstall(run(output, { exit: { reason: 'timeout' }, durationMs: 600_000 }), [])).toMatchObject({
    kind: 'timeout',
    sentence: '`npm ci` was not done after 10 minutes.',
  });
  expect(diagnoseInstall(run(output, { exit: { reason: 'oom' } }), [])).toMatchObject({ kind: 'out-of-memory' });
  expect(diagnoseInstall(run(output, { exit: { reason: 'exited', code: 137 } }), [])).toMatchObject({
    kind: 'out-of-memory',
  });
});

test('a host that was refused meanwhile is not taken for the reason when the output says another', () => {
  const output = 'npm error code ERESOLVE\nnpm warn telemetry to stats.example failed';

  expect(diagnoseInstall(run(output), ['stats.example']).kind).toBe('peer-conflict');
  expect(diagnoseInstall(run('no reason at all'), ['stats.example']).kind).toBe('unknown');
});

test('names from the output stay one short piece of code', () => {
  const output = `ERROR: No matching distribution found for ${'`'}@everyone **x** \u001b[31m\u202e${'y'.repeat(500)}`;

  const { sentence } = diagnoseInstall(run(output), []);

  expect(sentence.match(/`/g)).toHaveLength(2);
  expect(sentence).toMatch(/^[\x20-\x7e]*$/);
  expect(sentence.length).toBeLessThan(250);
});

test.for<readonly [string, string]>([
  ['the beginning of a conflict, over and over', 'npm error code ERESOLVE\n'.repeat(20_000)],
  ['one endless line', 'git fetch '.repeat(50_000)],
  ['spaces', ' '.repeat(500_000)],
  ['an engine that never ends', 'ERR_PNPM_UNSUPPORTED_ENGINE '.repeat(20_000)],
  ['a repository that is always updated', 'Updating git repository `a`\n'.repeat(20_000)],
  ['shells', 'sh: '.repeat(120_000)],
  ['letters', 'a'.repeat(500_000)],
])('reads %s in a moment', { timeout: 5_000 }, ([, output]) => {
  expect(diagnoseInstall(run(output, { stdout: output }), ['a.example']).sentence).not.toBe('');
});
