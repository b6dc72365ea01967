// Runs in the sandbox as Mocha's reporter: prints what `spec` prints, and writes one JSON line for each test.
const { writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const { reporters } = createRequire(process.argv[1])('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const results = new Map();
    runner.on('pass', (test) => results.set(test, 'passed'));
    runner.on('pending', (test) => results.set(test, 'skipped'));
    // A hook that fails is charged to the test it was run for.
    runner.on('fail', (test) => results.set((test.type === 'hook' && test.ctx?.currentTest) || test, 'failed'));
    runner.once('end', () => writeResults(results));
  }
};

function writeResults(results) {
  const lines = [...results].map(([test, status]) =>
    JSON.stringify({ file: test.file ?? '', titles: test.titlePath(), status }),
  );
  // biome-ignore lint/style/noProcessEnv: the box has no settings but its environment
  writeFileSync(`${process.env.SANDPIPER_RESULTS}/${Date.now()}-${process.pid}.json`, lines.join('\n'));
}
