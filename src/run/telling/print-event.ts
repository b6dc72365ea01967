import type { AgentEvent } from '../../agent/attempt.ts';
import { cleanText } from '../../report/clean-text.ts';
import type { Stage } from '../../report/comment-state.ts';
import { describeExit } from '../../verify/describe-exit.ts';
import type { RunEvent } from '../run-deps.ts';

const stages: Readonly<Record<Stage, string>> = {
  accepted: 'Accepting the request',
  fetching: 'Fetching the repository',
  preparing: 'Starting a sandbox with the base commit',
  baseline: 'Measuring the base in a sandbox of its own',
  solving: 'The agent works',
  proving: 'Proving the change in a fresh sandbox',
  publishing: 'Publishing',
};

/** Tells a run to a terminal as it happens, one line an event. */
export function printEvent(say: (line: string) => void, elapsedMs: () => number): (event: RunEvent) => void {
  return (event) => {
    for (const line of linesOf(event)) say(`${(elapsedMs() / 1000).toFixed(1).padStart(6)}s  ${line}`);
  };
}

function linesOf(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'ended':
      return [];
    case 'started':
      return [`Run ${event.runId}`];
    case 'stage':
      return [stages[event.stage]];
    case 'command': {
      const { command, exit, durationMs } = event.run;
      return [
        `  ${event.purpose.padEnd(10)}  $ ${command}  → ${describeExit(exit)}, ${(durationMs / 1000).toFixed(1)} s`,
      ];
    }
    case 'agent':
      return agentLines(event.event);
  }
}

function agentLines(event: AgentEvent): readonly string[] {
  if (event.type === 'observation') return [`         ${event.isError ? '✗' : '←'} ${oneLine(event.text)}`];
  if (event.type === 'waiting')
    return [`         … ${oneLine(event.why)}; waiting ${Math.ceil(event.waitMs / 1000)} s`];
  if (event.type !== 'answer') return [];
  const said = event.text.trim() === '' ? [] : [`  step ${event.step}: ${oneLine(event.text)}`];
  return [...said, ...event.toolCalls.map((call) => `         → ${call.name} ${oneLine(call.arguments)}`)];
}

function oneLine(text: string): string {
  const line = cleanText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
}
