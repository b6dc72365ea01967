import type { CallReport } from '../call-report.ts';

/** Knows whether a command has run since the tree last changed: whether what the model says of its tests can be true. */
export interface RunWatch {
  /** A call has ended. Told in the order of the calls. */
  note(report: CallReport): void;
  /** A step has ended. */
  endStep(hasTreeChanged: boolean): void;
  readonly wasRunSinceChange: boolean;
  /** The last command, and the first line of what came of it. */
  readonly lastCommand: { readonly command: string; readonly outcome: string } | null;
}

export function watchRuns(): RunWatch {
  let isUntried = false;
  let lastOfStep: CallReport | null = null;
  let lastCommand: RunWatch['lastCommand'] = null;
  return {
    note(report) {
      const { command } = report;
      if (report.changes === 'nothing') return;
      lastOfStep = report;
      isUntried = command === null && (isUntried || !report.isError);
      if (command !== null) lastCommand = { command, outcome: report.text.split('\n', 1)[0]?.slice(0, 200) ?? '' };
    },
    endStep(hasTreeChanged) {
      if (hasTreeChanged && lastOfStep !== null && isSilentEdit(lastOfStep)) isUntried = true;
      lastOfStep = null;
    },
    get wasRunSinceChange() {
      return !isUntried;
    },
    get lastCommand() {
      return lastCommand;
    },
  };
}

/** A command that changed the tree and said nothing was an edit, such as `sed -i`, and not a test. */
function isSilentEdit({ command, text }: CallReport): boolean {
  return command !== null && text.trimEnd().endsWith('(no output)');
}
