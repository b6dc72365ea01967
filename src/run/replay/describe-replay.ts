import { cleanText } from '../../report/clean-text.ts';
import type { ReplayedCall } from './compare-observations.ts';
import type { PreparedCommand, Ran } from './compare-preparation.ts';
import type { ReplayReport } from './replay-run.ts';

/** What came out of a replay, in lines for a terminal. */
export function describeReplay(report: ReplayReport): readonly string[] {
  const { runId, baseSha, distrust, preparation, calls } = report;
  const lines = [
    `Replayed ${runId} at ${baseSha.slice(0, 12)}`,
    ...(distrust === null ? [] : [`The record is not as it was written. ${distrust}`]),
    ...preparation.filter(({ isSame }) => !isSame).map(preparationLine),
    ...calls.flatMap(callLines),
    ...treeLines(report),
    conclusion(report),
  ];
  return lines.flatMap((line) => cleanText(line).split('\n'));
}

function preparationLine({ recorded, replayed }: PreparedCommand): string {
  return `  prepared otherwise: ${ranWords(recorded)}, now ${ranWords(replayed)}`;
}

function ranWords(ran: Ran | null): string {
  return ran === null ? 'nothing' : `\`${ran.command}\` (${ran.exit.reason} ${ran.exit.code ?? ''})`.replace(' )', ')');
}

function callLines(call: ReplayedCall): readonly string[] {
  const where = `  step ${String(call.step).padStart(3)}  ${call.tool.slice(0, 40)}`;
  switch (call.outcome) {
    case 'same':
      return [`${where}  same`];
    case 'not-replayed':
      return [`${where}  not replayed: the replay ended before it`];
    case 'incomparable':
      return [`${where}  cannot be compared: ${call.why}`];
    case 'different': {
      const { line, recorded, replayed } = call.difference;
      const place = line === 0 ? 'in whether it is an error' : `in line ${line}`;
      return [`${where}  different ${place}`, `      - ${recorded}`, `      + ${replayed}`];
    }
  }
}

/** Named once, where it begins: what follows is mostly its consequence. */
function treeLines({ trees }: ReplayReport): readonly string[] {
  const first = trees.find(({ outcome }) => outcome === 'different');
  const last = trees.at(-1);
  if (last === undefined) return ['  files: the record has no digest of them'];
  const end = {
    same: 'the same at the end',
    different: 'different at the end',
    unknown: 'not known at the end',
  } satisfies Record<typeof last.outcome, string>;
  return [`  files: ${first === undefined ? '' : `different first after step ${first.step}, `}${end[last.outcome]}`];
}

function conclusion({ calls, isSame }: ReplayReport): string {
  const count = (outcome: ReplayedCall['outcome']) => calls.filter((call) => call.outcome === outcome).length;
  const parts = [
    `${count('same')} of ${calls.length} calls came out the same`,
    ...(['different', 'incomparable', 'not-replayed'] as const).flatMap((outcome) =>
      count(outcome) === 0 ? [] : [`${count(outcome)} ${words[outcome]}`],
    ),
  ];
  return `${isSame ? 'The same' : 'Not the same'}: ${parts.join(', ')}.`;
}

const words = {
  different: 'differently',
  incomparable: 'cannot be compared',
  'not-replayed': 'were not replayed',
} as const;
