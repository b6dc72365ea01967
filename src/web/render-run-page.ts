import { formatCost } from '../report/format-cost.ts';
import { formatDuration } from '../report/format-duration.ts';
import { Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';
import { renderCommands, renderDenied } from './render-commands.ts';
import { renderOutcome } from './render-outcome.ts';
import { renderStages } from './render-stages.ts';
import { renderSteps } from './render-steps.ts';
import type { RunView } from './run-view.ts';

export type PageFacts = {
  readonly view: RunView;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  /** To go from one page of steps to another. */
  readonly key: string;
};

const silentAfterMs = 30 * 60_000;

/** A whole page without a script. Whatever stands in a record is text on it. */
export function renderRunPage(facts: PageFacts): string {
  const { view, now } = facts;
  const life = lifeOf(view, now);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
${life === 'going-on' ? html`<meta http-equiv="refresh" content="10">\n` : ''}<title>Sandpiper · run ${view.runId}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
<main>
<p class="over">Sandpiper · run <code>${view.runId}</code></p>
<h1>${view.started?.issue.title ?? 'A run'}</h1>
${linksOf(facts)}
${renderOutcome(view, life)}
${numbersOf(view)}
${renderStages(view, life)}
${renderSteps(view, facts.key)}
${renderCommands(view)}
${renderDenied(view)}
<footer>Made of the run's record, whose secrets are taken out. Whoever has this address can read the page.</footer>
</main>
</body>
</html>
`;
  return page.toString();
}

/** `silent`: there is no end, and nothing has been written for so long that its process may be gone. */
export type Life = 'going-on' | 'silent' | 'over';

function lifeOf({ ended, lastAt }: RunView, now: number): Life {
  if (ended !== null) return 'over';
  return now - lastAt > silentAfterMs ? 'silent' : 'going-on';
}

function linksOf({ view, serverUrl }: PageFacts): Html {
  const { started, pull } = view;
  if (started === null) return html``;
  const { repository, issue } = started;
  const isHosted = /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository);
  const to = (kind: 'issues' | 'pull', number: number, words: string) =>
    html`<a href="${serverUrl}/${repository}/${kind}/${number}" rel="noopener noreferrer">${words} #${number}</a>`;
  const links = [
    ...(isHosted && issue.number !== null ? [to('issues', issue.number, 'Issue')] : []),
    ...(isHosted && pull !== null ? [to('pull', pull, 'Pull request')] : []),
  ];
  return html`<p class="soft">${repository}${links.map((link) => html` · ${link}`)}</p>`;
}

function numbersOf({ started, lastAt, spent }: RunView): Html {
  const begun = started === null ? lastAt : Date.parse(started.at);
  const budget = spent.budgetUsd === null || spent.costUsd === null ? '' : ` of ${formatCost(spent.budgetUsd)}`;
  const numbers: readonly (readonly [string, string])[] = [
    ['Time', formatDuration(Math.max(0, lastAt - begun) || 0)],
    ['Cost', `${formatCost(spent.costUsd)}${budget}`],
    ['Steps of the agent', String(spent.steps)],
    ['Model', started?.settings.model.name ?? 'not known'],
  ];
  return html`<dl>${numbers.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
