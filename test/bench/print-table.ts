import type { JudgedRow } from './row.ts';

export function printTable(rows: readonly JudgedRow[]): void {
  const cells = rows.map((row) => [
    row.figure,
    `${shown(row.measured)} ${row.unit}`,
    row.baseline === null ? '' : `${row.baseline.name}: ${shown(row.baseline.value)} ${row.unit}`,
    row.ratio === null ? '' : row.ratio.toFixed(4),
    `≤ ${shown(row.target)}${row.baseline === null ? ` ${row.unit}` : ''}`,
    row.reached ? 'yes' : 'NO',
    String(row.samples.length),
  ]);
  const table = [['figure', 'measured', 'baseline', 'ratio', 'target', 'reached', 'n'], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
