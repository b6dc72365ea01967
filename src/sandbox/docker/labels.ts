/** On everything this installation makes in an engine, so that it finds it again after a crash. */
export function boxLabels(installation: string): Record<string, string> {
  return { 'sandpiper.installation': installation };
}

/** The engine's filter for all of that. */
export function labelFilters(installation: string) {
  return { label: Object.entries(boxLabels(installation)).map(([name, value]) => `${name}=${value}`) };
}
