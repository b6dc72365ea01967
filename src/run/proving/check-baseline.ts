import { diagnoseInstall } from '../../environment/install/diagnose-install.ts';
import { Fault } from '../../errors.ts';
import type { EgressAttempt } from '../../sandbox/sandbox.ts';
import { describeExit } from '../../verify/describe-exit.ts';
import type { SuiteResult } from '../../verify/suite.ts';
import { blockedHosts } from '../telling/blocked-hosts.ts';

const shownCharacters = 1_500;

/** A red baseline is ordinary; one that cannot be installed in any way leaves nothing to prove a change against. */
export function checkBaseline({ install, test }: SuiteResult, blocked: readonly EgressAttempt[]): void {
  if (test !== null || install === null) return;
  const tail = `${install.stdout}\n${install.stderr}`.trim().slice(-shownCharacters);
  const { sentence, nextAction } = diagnoseInstall(install, blockedHosts(blocked));
  throw new Fault(
    `\`${install.command}\` does not work in a fresh sandbox, without any change: it ${describeExit(install.exit)}. ${sentence}`,
    { log: tail, nextAction },
  );
}
