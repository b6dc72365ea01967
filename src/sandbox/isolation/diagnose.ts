import type Dockerode from 'dockerode';
import type { Isolation, SandboxProvider } from '../sandbox.ts';
import { describeDiagnosis, isFit } from './describe-diagnosis.ts';
import type { Runtimes } from './open-runtimes.ts';
import { readEngineReport } from './read-engine-report.ts';

export type DiagnoseDeps = {
  readonly docker: Dockerode;
  readonly runtimes: Runtimes;
  /** The image to try runtimes out with. */
  readonly image: string;
  /** Of the provider that uses these runtimes. */
  readonly probe: SandboxProvider['probe'];
};

export type Diagnosis = { readonly text: string; readonly exitCode: 0 | 1 };

/** Tries everything out anew and says what was found. Exit code 1: no box of the wanted isolation can be made. */
export async function diagnose(deps: DiagnoseDeps, wanted: Isolation, signal: AbortSignal): Promise<Diagnosis> {
  const engine = await readEngineReport(deps.docker, signal);
  const runtimes = await deps.runtimes.probeAgain(deps.image, signal);
  // What was found a moment ago is not found out twice, but for what could not be judged.
  const capabilities = { ...(await deps.probe(signal)), runtimes };
  const findings = { engine, capabilities, wanted };
  return { text: describeDiagnosis(findings), exitCode: isFit(findings) ? 0 : 1 };
}
