import { Fault } from '../errors.ts';
import type { SuiteResult } from '../verify/suite.ts';

const shownCharacters = 1_500;

/** A red baseline is ordinary; one that cannot be installed leaves nothing to prove a change against. */
export function checkBaseline({ install, test }: SuiteResult): void {
  if (test !== null || install === null) return;
  const ending = install.exit.reason === 'exited' ? `exited with code ${install.exit.code}` : install.exit.reason;
  const tail = `${install.stdout}\n${install.stderr}`.trim().slice(-shownCharacters);
  throw new Fault(`\`${install.command}\` does not work in a fresh sandbox, without any change (${ending}).`, {
    log: tail,
    nextAction: `Make \`${install.command}\` work on a clean machine with nothing but the package registry, then add the label again.`,
  });
}
