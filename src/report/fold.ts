/** A part that opens when its summary is clicked. `summary` is ours: within HTML, nothing of it would be escaped. */
export function fold(summary: string, markdown: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${markdown}\n\n</details>`;
}
