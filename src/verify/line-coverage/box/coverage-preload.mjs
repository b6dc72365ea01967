// Runs in the sandbox, in every Node process of the test command (NODE_OPTIONS). The runner it recognises is asked to count
// coverage by itself, because it runs other texts than the files hold; every other process is left as it is.
import { basename } from 'node:path';

// biome-ignore lint/style/noProcessEnv: the box has no settings but its environment
const folder = `${process.env.SANDPIPER_COVERAGE}/${Date.now()}-${process.pid}`;
const argumentsOf = {
  jest: ['--coverage', '--coverageReporters=json', `--coverageDirectory=${folder}`],
  vitest: ['--coverage.enabled', '--coverage.reporter=json', `--coverage.reportsDirectory=${folder}`],
};

const runner = /^_?(vitest|jest)(\.[cm]?js)?$/.exec(basename(process.argv[1] ?? ''))?.[1];
const hasOwnPlace = process.argv.some((argument) => /^--coverage(?:\.reports)?Directory/.test(argument));
if (runner !== undefined && !hasOwnPlace) process.argv.push(...argumentsOf[runner]);
