/** Where the page of a run is found; it can be read by whoever has the address. */
export type RunPageUrl = (runId: string) => string;
