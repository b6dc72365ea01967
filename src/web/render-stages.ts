import { formatDuration } from '../report/format-duration.ts';
import { stageWords } from '../report/stage-words.ts';
import { type Html, html } from './html.ts';
import type { Life } from './render-run-page.ts';
import type { RunView } from './run-view.ts';

/** The stages a run has been in, each with how long it took. */
export function renderStages({ stages, lastAt, ended }: RunView, life: Life): Html {
  if (stages.length === 0) return html``;
  const isBad = life === 'silent' || ended?.outcome.kind === 'failed';
  const items = stages.map(({ stage, at }, index) => {
    const next = stages[index + 1];
    const until = next === undefined ? lastAt : Date.parse(next.at);
    const took = formatDuration(Math.max(0, until - Date.parse(at)) || 0);
    return html`<li class="${next === undefined ? lastClass(life, isBad) : ''}">${wordsOf(stage)}<span>${took}</span></li>`;
  });
  return html`<h2>What it went through</h2><ol class="stages">${items}</ol>`;
}

function lastClass(life: Life, isBad: boolean): string {
  if (isBad) return 'broken';
  return life === 'going-on' ? 'now' : '';
}

function wordsOf(stage: string): string {
  return Object.entries(stageWords).find(([name]) => name === stage)?.[1] ?? stage;
}
