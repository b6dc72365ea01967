import { formatDuration } from '../report/format-duration.ts';
import { type Html, html } from './html.ts';
import type { RunView, ShownCommand } from './run-view.ts';

/** What Sandpiper itself ran, with exit codes and the end of what was printed. */
export function renderCommands({ commands }: RunView): Html {
  const { shown, leftOut } = commands;
  if (shown.length === 0) return html``;
  return html`<h2>What was run to install and to test</h2>${leftOutOf(leftOut, 'earlier commands')}${shown.map(renderCommand)}`;
}

function renderCommand({ purpose, command, exit, durationMs, tail }: ShownCommand): Html {
  const { code } = exit;
  const ended = code === undefined ? exit.reason : `exit ${code}`;
  return html`<details><summary><b>${purpose}</b><code>${command}</code><span class="end ${code === 0 ? 'good' : 'bad'}">${ended} · ${formatDuration(durationMs)}</span></summary><div>
<pre>$ ${command}</pre>${tail === '' ? html`<p class="soft">It printed nothing, or what it printed was read elsewhere.</p>` : html`<pre>${tail}</pre>`}
</div></details>`;
}

/** What the sandboxes wanted from a network and did not get. */
export function renderDenied({ denied }: RunView): Html {
  const { shown, leftOut } = denied;
  if (shown.length === 0) return html``;
  const items = shown.map(
    ({ purpose, method, host, port, reason }) =>
      html`<li><code>${method} ${host}:${port}</code> <span class="soft">${purpose}${reason ? `: ${reason}` : ''}</span></li>`,
  );
  return html`<h2>What was refused on the network</h2>${leftOutOf(leftOut, 'earlier attempts')}<ul>${items}</ul>`;
}

function leftOutOf(count: number, what: string): Html {
  return count === 0 ? html`` : html`<p class="soft">${count} ${what} are left out here; they are in the record.</p>`;
}
