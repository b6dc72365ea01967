import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { RuntimeVerdict } from '../sandbox.ts';

export interface VerdictCache {
  find(key: string): Promise<RuntimeVerdict | null>;
  keep(key: string, verdict: RuntimeVerdict): Promise<void>;
}

const check = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() });
const isolation = z.enum(['container', 'user-ns', 'syscall', 'vm']);
const verdict = z.object({ runtime: z.string(), isolation, accepted: z.boolean(), checks: z.array(check) });
const entry = z.object({ key: z.string(), at: z.number(), verdict });

const entriesKept = 100;
/** A refusal may have been the machine's, not the runtime's: a busy hour, or a daemon that hung. */
const refusalKeptMs = 15 * 60_000;

/** Verdicts in one file. One that cannot be read is as good as none: what it said is found out again. */
export function verdictCache(file: string): VerdictCache {
  return {
    async find(key) {
      const found = (await readEntries(file)).find((candidate) => candidate.key === key);
      if (found === undefined) return null;
      return found.verdict.accepted || Math.abs(Date.now() - found.at) < refusalKeptMs ? found.verdict : null;
    },
    async keep(key, fresh) {
      const others = (await readEntries(file)).filter((candidate) => candidate.key !== key);
      const entries = [...others, { key, at: Date.now(), verdict: fresh }].slice(-entriesKept);
      await mkdir(dirname(file), { recursive: true });
      const half = `${file}.${process.pid}.${crypto.randomUUID()}`;
      await writeFile(half, JSON.stringify(entries), { mode: 0o600 });
      await rename(half, file);
    },
  };
}

async function readEntries(file: string): Promise<readonly z.infer<typeof entry>[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  try {
    return z.array(entry).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
