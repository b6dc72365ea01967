/** One row of a markdown table. A backslash before a bar would turn its escape into an escaped backslash, so it goes. */
export function tableRow(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/\\*\|/g, '\\|')).join(' | ')} |`;
}
