/** What the client in the box is told. */
export function refusalText(reason: string): string {
  return `Sandpiper's egress proxy refused this: ${reason}.\n`;
}
