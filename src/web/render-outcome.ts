import { stopReasons } from '../agent/attempt.ts';
import { describeStop } from '../report/describe-stop.ts';
import { describeVerdict } from '../report/describe-verdict.ts';
import { verdictLabels } from '../verify/suite.ts';
import { type Html, type HtmlPart, html } from './html.ts';
import type { Life } from './render-run-page.ts';
import type { RunView } from './run-view.ts';

type Outcome = NonNullable<RunView['ended']>['outcome'];
type Tone = 'good' | 'bad' | 'wait';

/** How the run came out, or that it goes on. */
export function renderOutcome({ ended, isCompromised }: RunView, life: Life): Html {
  const warning = isCompromised
    ? box('bad', 'Something in this run looked for credentials: its decoy was seen where it must not be.', '')
    : '';
  if (ended !== null) return html`${warning}${told(ended.outcome)}`;
  if (life === 'silent')
    return html`${warning}${box('bad', 'Nothing has been written for a long time.', 'The process of this run may be gone.')}`;
  return html`${warning}${box('wait', 'This run goes on.', 'The page shows it anew every ten seconds.')}`;
}

function told(outcome: Outcome): Html {
  const { verdict = '', because = '', publication, failure, finish, reason = '', plan = '', stop = '' } = outcome;
  switch (outcome.kind) {
    case 'published':
      return box(
        toneOf(verdict),
        verdictOf(verdict),
        html`<p>${because}</p>${publication === undefined ? '' : linkOf(publication)}`,
      );
    case 'planned':
      return box('wait', 'A plan waits for approval.', html`<pre>${plan}</pre>`);
    case 'no-change':
      return box('wait', `No change: the agent ${stopOf(stop)}.`, html`<p class="said">${finish?.summary ?? ''}</p>`);
    case 'failed':
      return box('bad', failure?.reason ?? 'It failed.', failure?.log ? html`<pre>${failure.log}</pre>` : '');
    case 'cancelled':
      return box('wait', 'Stopped.', because);
    case 'refused':
      return box('wait', 'It did not start.', reason);
    default:
      return box('wait', outcome.kind, '');
  }
}

function box(tone: Tone, headline: string, body: HtmlPart): Html {
  return html`<div class="outcome ${tone}"><strong>${headline}</strong>${body}</div>`;
}

function verdictOf(verdict: string): string {
  const known = verdictLabels.find((one) => one === verdict);
  return known === undefined ? verdict : describeVerdict(known);
}

function toneOf(verdict: string): Tone {
  if (verdict === 'verified') return 'good';
  return verdict === 'failed' ? 'bad' : 'wait';
}

function stopOf(stop: string): string {
  const known = stopReasons.find((one) => one === stop);
  return known === undefined ? `stopped (${stop})` : describeStop(known);
}

/** Only a web address becomes a link. */
function linkOf({ kind, number, url = '' }: NonNullable<Outcome['publication']>): Html {
  const address = URL.parse(url);
  if (kind !== 'pull-request' || number === undefined) return html``;
  if (address === null || !/^https?:$/.test(address.protocol)) return html`<p>Pull request #${number}</p>`;
  return html`<p><a href="${address.href}" rel="noopener noreferrer">Pull request #${number}</a></p>`;
}
