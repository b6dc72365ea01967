import type { FailedRung, InstallReport } from './climb-ladder.ts';

const MAX_TAIL_CHARACTERS = 1_200;

/** How the dependencies got there, or why they did not, a line each, for the agent. Output is the box's word. */
export function describeInstall(report: InstallReport): readonly string[] {
  switch (report.kind) {
    case 'nothing-to-install':
      return ['There are no dependencies to install.'];
    case 'installed':
      return [
        ...report.failed.map(describeFailed),
        `\`${report.run.command}\` installed the dependencies${report.failed.length > 0 ? '; what it leaves out may be missing' : ''}.`,
      ];
    case 'failed': {
      const last = report.failed.at(-1) ?? report.failed[0];
      return [
        ...report.failed.map(describeFailed),
        `The dependencies are not installed. ${last.diagnosis.nextAction}`,
        ...tailOf(last),
      ];
    }
  }
}

function describeFailed({ run, diagnosis }: FailedRung): string {
  return `\`${run.command}\` failed: ${diagnosis.sentence}`;
}

function tailOf({ run }: FailedRung): readonly string[] {
  const tail = `${run.stdout}\n${run.stderr}`.trim().slice(-MAX_TAIL_CHARACTERS);
  return tail === '' ? [] : [`Its last output: ${tail}`];
}
