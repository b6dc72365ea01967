// Runs in the sandbox, in every Node process of the test command (NODE_OPTIONS). The runner it recognises is asked for
// results a machine can read, beside its ordinary output; every other process is left as it is.
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';

// biome-ignore lint/style/noProcessEnv: the box has no settings but its environment
const folder = process.env.SANDPIPER_RESULTS;
const report = `${folder}/${Date.now()}-${process.pid}.json`;
const argumentsOf = {
  vitest: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  jest: ['--json', `--outputFile=${report}`],
  mocha: ['--reporter', new URL('mocha-reporter.cjs', import.meta.url).pathname],
  tap: [`--output-file=${report}`],
  tape: [],
  ava: [],
};

const runner = /^_?(vitest|jest|mocha|tape?|ava)(\.[cm]?js)?$/.exec(basename(process.argv[1] ?? ''))?.[1];
const hasOwnReport = process.argv.some((argument) => /^--output-?[fF]ile/.test(argument));
if (folder !== undefined && runner !== undefined && !hasOwnReport) process.argv.push(...argumentsOf[runner]);
if (folder !== undefined && runner === 'tape') keepOutput();
if (folder !== undefined && runner === 'ava' && isMainThread) {
  const { recordResults } = await import('./ava-results.mjs');
  await recordResults(process.argv[1], report);
}

/** What tape prints is its report, whatever makes it pretty afterwards. */
function keepOutput() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk, ...rest) => {
    appendFileSync(report, chunk);
    return write(chunk, ...rest);
  };
}
