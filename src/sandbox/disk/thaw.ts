import { runTool } from './run-tool.ts';

/** What is not frozen stays as it is. */
export async function thaw(mount: string): Promise<void> {
  await runTool('/sbin/fsfreeze', ['--unfreeze', mount]).catch(() => undefined);
}
