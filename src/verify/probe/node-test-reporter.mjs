// Runs in the sandbox as a second reporter of node:test: prints nothing, and writes one JSON line for each finished test.
import { appendFileSync } from 'node:fs';

// biome-ignore lint/style/noDefaultExport: node:test takes the default export for its reporter
export default async function* report(events) {
  // biome-ignore lint/style/noProcessEnv: the box has no settings but its environment
  const file = `${process.env.SANDPIPER_RESULTS}/${Date.now()}-${process.pid}.json`;
  appendFileSync(file, '');
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, nesting, file: source, skip, todo, details } = data;
    const isSkipped = (skip ?? false) !== false || (todo ?? false) !== false;
    const line = { type, kind: details?.type ?? 'test', file: source ?? '', name, nesting, isSkipped };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }
  yield '';
}
