import type { Available, Capabilities, Isolation, RuntimeVerdict } from '../sandbox.ts';
import { findWeaknesses } from './find-weaknesses.ts';
import { strengths } from './list-runtimes.ts';
import type { EngineReport } from './read-engine-report.ts';
import { whyRefused } from './why-refused.ts';

export type Findings = {
  readonly engine: EngineReport;
  readonly capabilities: Capabilities;
  /** The isolation that boxes are to have at least. */
  readonly wanted: Isolation;
};

/** The text of `sandpiper doctor`. */
export function describeDiagnosis(findings: Findings): string {
  const { engine, capabilities } = findings;
  const { kernel, cgroupVersion, storageDriver, components } = engine;
  const versions = components.map(({ name, version }) => `${name} ${version}`).join(', ');
  const refused = capabilities.runtimes.filter(({ accepted }) => !accepted);
  const sections = [
    [versions, `Linux ${kernel}, cgroups ${cgroupVersion}, images on ${storageDriver}`],
    table(capabilities.runtimes),
    refused.map((verdict) => `${whyRefused(verdict)}.`),
    facts(capabilities),
    findWeaknesses(components).map((weakness) => `Note: ${weakness}`),
    [`Next: ${nextAction(findings)}`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Whether a box of the wanted isolation can be made at all. */
export function isFit({ capabilities, wanted }: Findings): boolean {
  return capabilities.runtimes.some(({ accepted, isolation }) => accepted && isAtLeast(isolation, wanted));
}

function isAtLeast(isolation: Isolation, wanted: Isolation): boolean {
  return strengths.indexOf(isolation) >= strengths.indexOf(wanted);
}

/** One row for each check, one column for each runtime. */
function table(verdicts: readonly RuntimeVerdict[]): readonly string[] {
  const names = [...new Set(verdicts.flatMap(({ checks }) => checks.map(({ name }) => name)))];
  const rows = [
    ['runtime', ...verdicts.map(({ runtime }) => runtime)],
    ['class', ...verdicts.map(({ isolation }) => isolation)],
    ...names.map((name) => [name, ...verdicts.map((verdict) => cell(verdict, name))]),
    ['verdict', ...verdicts.map(({ accepted }) => (accepted ? 'accepted' : 'REFUSED'))],
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cell({ checks }: RuntimeVerdict, name: string): string {
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) return '-';
  return check.passed ? 'ok' : 'FAILED';
}

function facts(capabilities: Capabilities): readonly string[] {
  const { disk, freeze, hibernate, snapshot, memoryAcrossReboot } = capabilities;
  return [
    `workspaces on disk:    ${describe(disk)}`,
    `freeze:                ${describe(freeze)}`,
    `hibernate:             ${describe(hibernate)}`,
    `snapshot and fork:     ${describe(snapshot)}`,
    `memory after a reboot: ${memoryAcrossReboot ? 'kept' : 'not kept'}`,
  ];
}

function describe(fact: Available): string {
  return fact.available ? 'available' : `not available: ${fact.reason}`;
}

/** What helps most against each failure; the first that applies is the one to begin with. */
const remedies: readonly (readonly [check: string, remedy: string])[] = [
  ['memory', 'has its limits ignored: take `--ignore-cgroups` out of its arguments, or replace it'],
  ['processor', 'has its limits ignored: take `--ignore-cgroups` out of its arguments, or replace it'],
  ['ordinary programs', 'is too old: install a later version'],
  ['runs a box', 'does not run: read the reason above and the log of the engine'],
];

function nextAction(findings: Findings): string {
  const { capabilities, wanted } = findings;
  const refused = capabilities.runtimes.find(({ accepted }) => !accepted);
  if (!isFit(findings)) {
    const why =
      refused === undefined ? 'the engine has none that claims it' : `${refused.runtime} ${remedyOf(refused)}`;
    return `no box of the isolation \`${wanted}\` can be made: ${why}.`;
  }
  if (refused !== undefined)
    return `nothing must be done. No box is made with ${refused.runtime}; it ${remedyOf(refused)}.`;
  if (!capabilities.disk.available) return 'nothing must be done; workspaces stay in memory.';
  return 'nothing must be done.';
}

function remedyOf({ checks }: RuntimeVerdict): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return remedies.find(([check]) => failed.includes(check))?.[1] ?? `fails at ${failed.join(', ')}: replace it`;
}
