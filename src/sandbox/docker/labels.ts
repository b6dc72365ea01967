/** On everything this installation makes in an engine, so that it finds it again after a crash. */
export function boxLabels(installation: string, runId: string): Record<string, string> {
  return { 'sandpiper.installation': installation, 'sandpiper.run': runId };
}
