/** The fields of one line of a CSV file. A field in quotes may hold commas, and quotes written twice. */
export function parseCsvLine(line) {
  return line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
}
