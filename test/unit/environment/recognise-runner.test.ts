import { expect, test } from 'vitest';
import { checkoutOf } from '../../../src/environment/checkout.ts';
import { detectGo } from '../../../src/environment/detect/detect-go.ts';
import { detectJava } from '../../../src/environment/detect/detect-java.ts';
import { detectRust } from '../../../src/environment/detect/detect-rust.ts';
import { recogniseRunner } from '../../../src/environment/detect/recognise-runner.ts';

test.for([
  ['tap test/*.js', 'tap'],
  ['tape test/*.js | tap-spec', 'tap'],
  ['c8 ./node_modules/.bin/tape "test/*.js"', 'tap'],
  ['mocha --reporter tap', 'mocha'],
  ['node --test --test-reporter tap', 'node-test'],
  ['brew-tap test', 'exit-code'],
  ['ava', 'ava'],
  ['xo && c8 ./node_modules/.bin/ava --verbose && tsd', 'ava'],
  ['ava --tap | tap-dot', 'ava'],
  ['eslint-ava', 'exit-code'],
  ['go test ./...', 'go-test'],
  ['test: all\n\tgo test -race $(go list ./...)', 'go-test'],
  ['gotestsum -- ./...', 'go-test'],
  ['go vet ./... && (cd sub && go test)', 'go-test'],
  ['go testing', 'exit-code'],
  ['cargo test --workspace', 'cargo-test'],
  ['cargo +nightly test', 'cargo-test'],
  ['cargo nextest run', 'cargo-test'],
  ['cargo build', 'exit-code'],
  ['mvn -B test', 'junit'],
  ['./mvnw -B -ntp verify', 'junit'],
  ['./gradlew --no-daemon :app:test', 'junit'],
  ['gradle check', 'junit'],
  ['mvn dependency:tree', 'exit-code'],
] as const)('%s runs %s', ([script, runner]) => {
  expect(recogniseRunner(script)).toBe(runner);
});

test.for<readonly [string, typeof detectGo, Readonly<Record<string, string>>]>([
  ['go-test', detectGo, { 'go.mod': 'module a\n', 'a_test.go': '' }],
  ['cargo-test', detectRust, { 'Cargo.toml': '', '.cargo/config.toml': '[build]\njobs = 2\n' }],
  ['exit-code', detectRust, { 'Cargo.toml': '', '.cargo/config.toml': "[target.'cfg(unix)']\nrunner = 'sudo -E'\n" }],
  [
    'exit-code',
    detectRust,
    { 'Cargo.toml': '', '.cargo/config': '[target.x86_64-unknown-linux-gnu]\n  runner="qemu"\n' },
  ],
  ['junit', detectJava, { 'pom.xml': '' }],
  ['junit', detectJava, { 'build.gradle': '' }],
])('a project is found to run %s', async ([runner, detect, files]) => {
  const project = await detect(checkoutOf(Object.keys(files), async (path) => files[path] ?? null));

  expect(project?.test?.runner).toBe(runner);
});

test.for(['go ', 'cargo +', 'mvn ', 'tap-', 'cargo\t'])('a long script of %j is read quickly', (part) => {
  expect(recogniseRunner(part.repeat(50_000))).toBe('exit-code');
});
