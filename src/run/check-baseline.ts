import { Fault } from '../errors.ts';
import type { EgressAttempt } from '../sandbox/sandbox.ts';
import { describeExit } from '../verify/describe-exit.ts';
import type { SuiteResult } from '../verify/suite.ts';

const shownCharacters = 1_500;

/** A red baseline is ordinary; one that cannot be installed leaves nothing to prove a change against. */
export function checkBaseline({ install, test }: SuiteResult, blocked: readonly EgressAttempt[]): void {
  if (test !== null || install === null) return;
  const tail = `${install.stdout}\n${install.stderr}`.trim().slice(-shownCharacters);
  throw new Fault(
    `\`${install.command}\` does not work in a fresh sandbox, without any change: it ${describeExit(install.exit)}.`,
    {
      log: tail,
      nextAction: nextAction(install.command, blocked),
    },
  );
}

function nextAction(command: string, blocked: readonly EgressAttempt[]): string {
  const hosts = [...new Set(blocked.map(({ host }) => host))].slice(0, 5).join(', ');
  const cure =
    hosts === ''
      ? `Make \`${command}\` work on a clean machine with nothing but the package registry`
      : `The sandbox was not let to ${hosts}: do without, or ask the operator to add what is needed to SANDPIPER_EGRESS_HOSTS`;
  return `${cure}; then take the label off and put it back on.`;
}
