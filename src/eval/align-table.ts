export type Column<Row> = {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly text: (row: Row) => string;
};

/** Lines of plain text, each column as wide as its widest cell. */
export function alignTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells.map((line) =>
    columns
      .map(({ align }, at) =>
        align === 'left' ? line[at]?.padEnd(widths[at] ?? 0) : line[at]?.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
