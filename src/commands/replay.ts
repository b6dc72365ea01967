import { parseArgs } from 'node:util';
import { openWorkbench } from '../composition/open-workbench.ts';
import { operatorSettings } from '../config/operator-settings.ts';
import { describeReplay } from '../run/replay/describe-replay.ts';
import { replayRun } from '../run/replay/replay-run.ts';
import { runDirectory } from './run-directory.ts';
import { say } from './say.ts';

/** Does a recorded run's tool calls again in a fresh sandbox, without a model, and says where results differ. */
export async function replay(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  });
  const directory = await runDirectory(positionals[0]);
  const { model, ...settings } = operatorSettings();
  await using workbench = await openWorkbench(
    { ...settings, model: { ...model, ...nobody }, logLevel: 'error' },
    { role: 'local', say },
    signal,
  );
  const report = await replayRun(workbench.run, directory, { force: values.force }, signal);
  for (const line of describeReplay(report)) say(line);
  return report.isSame ? 0 : 1;
}

/** No model is asked, so none has to be configured. */
const nobody = { name: 'none', apiKey: 'none' };
