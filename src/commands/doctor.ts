import { diagnoseMachine } from '../composition/diagnose-machine.ts';
import { operatorSettings } from '../config/operator-settings.ts';
import { say } from './say.ts';
import { sayIfPaused } from './say-if-paused.ts';

export async function doctor(_args: string[], signal: AbortSignal): Promise<number> {
  const settings = operatorSettings();
  await sayIfPaused(settings.dataDirectory);
  const { text, exitCode } = await diagnoseMachine(settings, say, signal);
  say(text);
  return exitCode;
}
