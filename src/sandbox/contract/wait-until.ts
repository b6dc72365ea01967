import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until it is so. Throws, naming `what`, when it takes longer than `limitMs`. */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Within ${limitMs / 1000} s it was not so that ${what}.`);
    await delay(50);
  }
}
