import type { Runner } from '../../environment/commands.ts';
import { probeFolder } from '../probe-environment.ts';

/** Names the folder in the box that coverage is written to. */
export const coverageVariable = 'SANDPIPER_COVERAGE';

/** Names the file in the box that lists the changed paths. */
export const changedVariable = 'SANDPIPER_CHANGED';

/** How coverage is had of a runner, while the repository's own command runs unchanged. */
export type CoverageMeans = {
  readonly env: Readonly<Record<string, string>>;
  /** Prints what was counted; `$0` is the folder, the changed paths are its standard input. */
  readonly collect: string;
  /** The language whose files it can tell of. */
  readonly covers: RegExp;
};

const javaScript = /\.[cm]?[jt]sx?$/;
const collect = `exec env -u NODE_V8_COVERAGE -u NODE_OPTIONS node --no-warnings ${probeFolder}/collect-coverage.mjs "$0"`;

/** A test counts what it executes of other packages, too. A result that Go remembers was not counted. */
const goFlags = `-cover -coverpkg=./... -count=1 -exec=${probeFolder}/go-coverage-exec.sh`;
const collectGo = `shopt -s nullglob && profiles=("$0"/*.out) && [ "\${#profiles[@]}" -le 2000 ] && exec awk -v changed="$0/.changed" -f ${probeFolder}/collect-go-coverage.awk "\${profiles[@]}" </dev/null`;

/** `null`: this runner is not known to offer any. `own`: what the test command is given anyway. */
export function coverageMeans(runner: Runner, folder: string, own: CoverageMeans['env'] = {}): CoverageMeans | null {
  switch (runner) {
    case 'vitest':
    case 'jest':
      return {
        env: { NODE_OPTIONS: `--import=file://${probeFolder}/coverage-preload.mjs` },
        collect,
        covers: javaScript,
      };
    case 'node-test':
    case 'mocha':
    case 'ava':
    case 'tap':
      return { env: { NODE_V8_COVERAGE: folder }, collect, covers: javaScript };
    case 'pytest':
      return {
        env: { PYTEST_ADDOPTS: '-p sandpiper_coverage', PYTHONPATH: probeFolder },
        collect: 'cat -- "$0"/*.jsonl',
        covers: /\.py$/,
      };
    case 'go-test':
      return { env: { GOFLAGS: `${own['GOFLAGS'] ?? ''} ${goFlags}`.trim() }, collect: collectGo, covers: /\.go$/ };
    case 'cargo-test':
    case 'junit':
    case 'exit-code':
      return null;
  }
}
