import { diagnoseMachine } from '../composition/diagnose-machine.ts';
import { operatorSettings } from '../config/operator-settings.ts';
import { say } from './say.ts';

export async function doctor(_args: string[], signal: AbortSignal): Promise<number> {
  const { text, exitCode } = await diagnoseMachine(operatorSettings(), say, signal);
  say(text);
  return exitCode;
}
