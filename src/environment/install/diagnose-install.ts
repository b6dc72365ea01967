import type { CommandRun } from '../command-run.ts';
import type { Diagnosis } from './diagnosis.ts';
import { diagnosisRules } from './diagnosis-rules.ts';

/** How tools say that the proxy let them through to nobody; not all of them say to whom. */
const REFUSED =
  /Tunnel connection failed: 403|CONNECT tunnel failed, response 403|tunneling socket could not be established|status: 403 Forbidden/;

/** How much of each end of the output is looked at: what failed first and what was said last. */
const MAX_LOOKED_AT = 64 * 1024;

/**
 * Says why an install failed, from how it ended and what it printed. `blockedHosts`: where the box was not let to; only a
 * host that the output names, or a refusal in it, is taken for the reason. Pure.
 */
export function diagnoseInstall(run: CommandRun, blockedHosts: readonly string[]): Diagnosis {
  const byExit = diagnoseExit(run);
  if (byExit !== null) return byExit;
  const output = [run.stderr, run.stdout].map(bothEnds).join('\n').replaceAll(/\r\n?/g, '\n');
  const blocked =
    blockedHosts.find((host) => output.includes(host)) ?? (REFUSED.test(output) ? blockedHosts.at(-1) : undefined);
  const found = firstMatch(output);
  // A package that is missing, or cannot be compiled, is the better word even where something else was refused meanwhile.
  if (blocked !== undefined && (found === null || found.kind === 'registry' || found.kind === 'unknown'))
    return notLetTo(blocked);
  return found ?? unknown(run);
}

function firstMatch(output: string): Diagnosis | null {
  for (const { kind, pattern, say, nextAction } of diagnosisRules) {
    const match = pattern.exec(output);
    if (match === null) continue;
    const names = match
      .slice(1)
      .filter((name): name is string => name !== undefined)
      .map(inert);
    return { kind, sentence: say(...names), nextAction };
  }
  return null;
}

function diagnoseExit({ command, exit, durationMs }: CommandRun): Diagnosis | null {
  if (exit.reason === 'timeout')
    return {
      kind: 'timeout',
      sentence: `\`${inert(command)}\` was not done after ${Math.round(durationMs / 60_000) || 'less than 1'} minutes.`,
      nextAction: 'Make the install quicker, or ask the operator to raise SANDPIPER_INSTALL_TIMEOUT_MINUTES.',
    };
  const isKilledForMemory = exit.reason === 'oom' || (exit.reason === 'exited' && exit.code === 137);
  if (!isKilledForMemory) return null;
  return {
    kind: 'out-of-memory',
    sentence: `\`${inert(command)}\` used more memory than the sandbox has.`,
    nextAction: 'Ask the operator to raise SANDPIPER_SANDBOX_MEMORY_MIB.',
  };
}

function notLetTo(host: string): Diagnosis {
  return {
    kind: 'network-blocked',
    sentence: `It needs \`${inert(host)}\`, and a sandbox reads from package registries only.`,
    nextAction: `Do without it, or ask the operator to add ${inert(host)} to SANDPIPER_EGRESS_HOSTS.`,
  };
}

function unknown({ command }: CommandRun): Diagnosis {
  return {
    kind: 'unknown',
    sentence: `\`${inert(command)}\` failed, and its output names no reason that is known.`,
    nextAction: `Make \`${inert(command)}\` work on a clean machine, or set another in .github/sandpiper.yml under commands.install.`,
  };
}

function bothEnds(text: string): string {
  return text.length <= 2 * MAX_LOOKED_AT ? text : `${text.slice(0, MAX_LOOKED_AT)}\n${text.slice(-MAX_LOOKED_AT)}`;
}

/** The output is the box's word, so what is taken from it into a sentence stays one short piece of code. */
function inert(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .replaceAll('`', "'")
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, 160);
}
