import { openWorkbench } from '../composition/open-workbench.ts';
import { startServer } from '../composition/start-server.ts';
import { gitHubSettings, operatorSettings } from '../config/operator-settings.ts';
import { say } from './say.ts';
import { sayIfPaused } from './say-if-paused.ts';

export async function serve(_args: string[], signal: AbortSignal): Promise<number> {
  const settings = operatorSettings();
  const gitHub = gitHubSettings();
  await using workbench = await openWorkbench(settings, { role: 'server', say }, signal);
  await using server = await startServer(workbench, gitHub);
  say(`Listening for webhooks at ${server.webhookUrl}`);
  await sayIfPaused(settings.dataDirectory);
  await aborted(signal);
  say('Stopping: runs under way are ended and say so on their issues.');
  return 0;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
