import type { CommandRun } from './command-run.ts';
import { describeInstall } from './install/describe-install.ts';
import type { Preparation } from './prepare-box.ts';
import { type ServiceReport, serviceLogFolder } from './services/start-services.ts';

const MAX_TAIL_CHARACTERS = 1_200;

/** What was done in a box before the first step, in lines for the agent. */
export function describePreparation(preparation: Preparation): {
  readonly services: readonly string[];
  readonly install: readonly string[];
} {
  const { services, setup, install, companions } = preparation;
  return {
    services: services.map(describeService),
    install: [
      ...setup.done.map((command) => `The setup command \`${command}\` was run.`),
      ...troublesOfSetup(preparation),
      ...describeInstall(install),
      ...companions.flatMap(describeInstall),
    ],
  };
}

/** What went wrong and keeps nobody from running the tests, a sentence each. */
export function troublesOf(preparation: Preparation): readonly string[] {
  const { services, companions } = preparation;
  return [
    ...services.filter(({ kind }) => kind === 'failed').map(describeService),
    ...troublesOfSetup(preparation),
    ...companions.filter(({ kind }) => kind === 'failed').flatMap(describeInstall),
  ];
}

function describeService(report: ServiceReport): string {
  const logs = `its output is in ${serviceLogFolder}/${report.name}.out and .err`;
  if (report.kind === 'started') {
    const state = report.isAwaited ? 'runs and is ready' : 'was started; nobody has waited until it is ready';
    return `The service ${report.name} ${state}; ${logs}.`;
  }
  const output =
    report.output.trim() === '' ? '' : ` Its last output: ${report.output.trim().slice(-MAX_TAIL_CHARACTERS)}`;
  return `The service ${report.name} does not run: ${report.why}; ${logs}.${output}`;
}

function troublesOfSetup({ setup }: Preparation): readonly string[] {
  if (setup.failed === null) return [];
  const skipped = setup.notRun.map((command) => `\`${command}\``).join(', ');
  const after = skipped === '' ? '' : ` These were not run after it: ${skipped}.`;
  return [`The setup command \`${setup.failed.command}\` ${endOf(setup.failed)}.${after}${tailOf(setup.failed)}`];
}

function endOf({ exit }: CommandRun): string {
  return exit.reason === 'exited' ? `exited with code ${exit.code}` : `did not come to its end (${exit.reason})`;
}

function tailOf({ stdout, stderr }: CommandRun): string {
  const tail = `${stdout}\n${stderr}`.trim().slice(-MAX_TAIL_CHARACTERS);
  return tail === '' ? '' : ` Its last output: ${tail}`;
}
