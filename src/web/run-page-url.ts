import { runKey } from './run-key.ts';

/** Where the page of a run is found; it can be read by whoever has the address. */
export type RunPageUrl = (runId: string) => string;

/** `null` where people cannot reach this server: then nothing links to it. */
export function runPageUrl(publicUrl: string | null, webhookSecret: string): RunPageUrl | null {
  if (publicUrl === null) return null;
  const base = publicUrl.replace(/\/+$/, '');
  return (runId) => `${base}/runs/${encodeURIComponent(runId)}?key=${runKey(webhookSecret, runId)}`;
}
