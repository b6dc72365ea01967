import { type Isolation, type RuntimeVerdict, SandboxFault } from '../sandbox.ts';
import type { ChosenRuntime } from './chosen-runtime.ts';
import { type EngineRuntime, strengths } from './list-runtimes.ts';
import { whyRefused } from './why-refused.ts';

/** The first of the runtimes, which come weakest first, that is strong enough and accepted. No more than needed are asked about. */
export async function chooseRuntime(
  runtimes: readonly EngineRuntime[],
  isolation: Isolation,
  verdictOf: (runtime: EngineRuntime) => Promise<RuntimeVerdict>,
): Promise<ChosenRuntime> {
  const refused: string[] = [];
  for (const runtime of runtimes.filter((candidate) => isStrongEnough(candidate, isolation))) {
    const verdict = await verdictOf(runtime);
    if (verdict.accepted) return { runtime: verdict.runtime, isolation: verdict.isolation };
    refused.push(whyRefused(verdict));
  }
  const known = runtimes.map(({ name }) => name).join(', ');
  const why = refused.length > 0 ? refused.join('; ') : `the engine has no runtime that claims it (it has ${known})`;
  throw new SandboxFault(`No runtime of the Docker Engine gives the isolation \`${isolation}\`: ${why}.`, {
    ran: 'no',
    code: 'unsupported',
    nextAction: 'Run `sandpiper doctor` to see what each runtime was found to do, and install one that passes.',
  });
}

function isStrongEnough(runtime: EngineRuntime, wanted: Isolation): boolean {
  return strengths.indexOf(runtime.isolation) >= strengths.indexOf(wanted);
}
