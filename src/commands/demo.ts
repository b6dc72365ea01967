import { parseArgs } from 'node:util';
import { operatorSettings } from '../config/operator-settings.ts';
import { say } from './say.ts';

export async function demo(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args, options: { 'wrong-fix': { type: 'boolean', default: false } } });
  const { runDemo } = await import('../demo/run-demo.ts');
  return await runDemo(
    {
      settings: operatorSettings(),
      say,
      width: process.stdout.columns ?? 120,
      script: values['wrong-fix'] ? 'wrong-fix' : 'right-fix',
    },
    signal,
  );
}
