import { readFile } from 'node:fs/promises';

/** The rules every attempt begins with: `system-prompt.md`. */
export async function readSystemPrompt(): Promise<string> {
  return await readFile(new URL('./system-prompt.md', import.meta.url), 'utf8');
}
