import { z } from 'zod';
import type { Isolation } from '../sandbox.ts';

/** What the engine says about itself, as far as it matters to isolation. */
export type EngineRuntimes = {
  readonly id: string;
  readonly version: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly runtimes: readonly EngineRuntime[];
};

export type EngineRuntime = {
  readonly name: string;
  /** The class it claims by its name and its program; a probe shows whether that is so. */
  readonly isolation: Isolation;
  readonly isDefault: boolean;
  /** How the engine calls it, as far as it says. */
  readonly command: readonly string[];
};

const runtime = z.object({ path: z.string().optional(), runtimeArgs: z.array(z.string()).nullish() });

const engineInfo = z.object({
  ID: z.string(),
  ServerVersion: z.string(),
  KernelVersion: z.string(),
  NCPU: z.number(),
  DefaultRuntime: z.string(),
  Runtimes: z.record(z.string(), runtime),
  SecurityOptions: z.array(z.string()).nullish(),
});

/** Reads the engine's answer to `info`. The runtimes come weakest first, and the default first among equals. */
export function listRuntimes(info: unknown): EngineRuntimes {
  const engine = engineInfo.parse(info);
  const remapped = (engine.SecurityOptions ?? []).some((option) => /^name=(userns|rootless)\b/.test(option));
  const runtimes = Object.entries(engine.Runtimes)
    .filter(([name]) => !isSecondName(name, engine.Runtimes))
    .map(([name, { path, runtimeArgs }]) => ({
      name,
      isolation: classOf(`${name} ${path ?? ''}`, remapped),
      isDefault: name === engine.DefaultRuntime,
      command: [path ?? name, ...(runtimeArgs ?? [])],
    }))
    .toSorted(byStrengthThenDefault);
  return {
    id: engine.ID,
    version: engine.ServerVersion,
    kernel: engine.KernelVersion,
    cpus: engine.NCPU,
    runtimes,
  };
}

/** From the weakest to the strongest. */
export const strengths = ['container', 'user-ns', 'syscall', 'vm'] as const satisfies readonly Isolation[];

/** Some engines list the shims that run `runc` as runtimes of their own. */
function isSecondName(name: string, all: object): boolean {
  return /^io\.containerd\.(runc|runtime)\./.test(name) && 'runc' in all;
}

function classOf(nameAndPath: string, remapped: boolean): Isolation {
  if (/kata|firecracker/.test(nameAndPath)) return 'vm';
  if (/runsc|gvisor/.test(nameAndPath)) return 'syscall';
  if (/sysbox/.test(nameAndPath) || remapped) return 'user-ns';
  return 'container';
}

function byStrengthThenDefault(a: EngineRuntime, b: EngineRuntime): number {
  const strength = strengths.indexOf(a.isolation) - strengths.indexOf(b.isolation);
  return strength || Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name);
}
