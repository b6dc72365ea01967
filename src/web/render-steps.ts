import { type Html, html } from './html.ts';
import type { RunView, ShownStep } from './run-view.ts';

/** What the agent said and did, a page of steps at a time, each folded. */
export function renderSteps({ page, spent }: RunView, key: string): Html {
  if (spent.steps === 0) return html``;
  const { number, count } = page;
  const to = (target: number, words: string) => html`<a href="?key=${key}&amp;page=${target}">${words}</a>`;
  const ways = [
    ...(number > 1 ? [to(Math.min(number - 1, count), 'Earlier steps')] : []),
    ...(number < count ? [to(number + 1, 'Later steps')] : []),
  ];
  const pages = count > 1 ? html`<nav><span class="soft">Page ${number} of ${count}</span>${ways}</nav>` : '';
  return html`<h2>What the agent did</h2><p class="soft">Its own words, which nobody checked.</p>${pages}${page.steps.map(renderStep)}${pages}`;
}

function renderStep({ answer, observations }: ShownStep): Html {
  const [first] = answer.toolCalls;
  const headline = first === undefined ? answer.text.slice(0, 160) : `${first.name} ${first.arguments.slice(0, 160)}`;
  const failed = observations.some(({ isError }) => isError);
  return html`<details><summary><b>Step ${answer.step}</b><code>${headline}</code>${failed ? html`<span class="end bad">mistake</span>` : ''}</summary><div>
${answer.text.trim() === '' ? '' : html`<p class="said">${answer.text}</p>`}
${answer.toolCalls.map(({ name, arguments: given }) => html`<p class="soft">${name}</p><pre>${given}</pre>`)}
${observations.map(({ tool, text, isError }) => html`<p class="${isError ? 'bad' : 'soft'}">← ${tool}</p><pre>${text}</pre>`)}
</div></details>`;
}
