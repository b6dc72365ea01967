import type { Chunk } from './patch.ts';

/** A chunk whose lines are still being read. */
export class DraftChunk {
  readonly #anchors: string[] = [];
  readonly #lines: { readonly sign: string; readonly text: string; readonly isBare: boolean }[] = [];
  #isAtEnd = false;
  #finalNewline: boolean | null = null;

  get hasLines(): boolean {
    return this.#lines.length > 0;
  }

  /** Nothing more belongs to it. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  read(line: string): void {
    if (line.startsWith('@@')) this.#addAnchor(line);
    else if (line.trimEnd() === '*** End of File') this.#isAtEnd = true;
    else if (line.startsWith('\\ No newline')) this.#markNoNewline();
    else if (line !== '' || this.hasLines) this.#addLine(line);
  }

  /** What follows `@@`, without the numbers of a unified diff. */
  #addAnchor(header: string): void {
    const anchor = header
      .replace(/^@@(?: -\d[\d, ]{0,30}\+\d[\d, ]{0,30}@@)?/, '')
      .replace(/ ?@@$/, '')
      .trimEnd();
    if (anchor.trim() !== '') this.#anchors.push(anchor.replace(/^ /, ''));
  }

  /** A line without a sign is context whose first space was lost: it is in the file, or the chunk is not found. */
  #addLine(line: string): void {
    const sign = line[0] ?? '';
    const isSigned = sign === '+' || sign === '-' || sign === ' ';
    this.#lines.push({ sign: isSigned ? sign : ' ', text: isSigned ? line.slice(1) : line, isBare: !isSigned });
  }

  /** `\ No newline at end of file`, which is said of the line before it. */
  #markNoNewline(): void {
    const sign = this.#lines.at(-1)?.sign;
    if (sign === '-') this.#finalNewline = true;
    if (sign === '+') this.#finalNewline = false;
  }

  finish(): Chunk {
    const oldLines: string[] = [];
    const newLines: string[] = [];
    const repeated = new Map<number, number>();
    for (const { sign, text } of this.#withoutBlankEnd()) {
      if (sign === ' ') repeated.set(newLines.length, oldLines.length);
      if (sign !== '+') oldLines.push(text);
      if (sign !== '-') newLines.push(text);
    }
    const rest = { isAtEnd: this.#isAtEnd, finalNewline: this.#finalNewline };
    return { anchors: this.#anchors, old: oldLines, new: newLines, repeated, ...rest };
  }

  /** Empty lines before the next header belong to the patch, not to the file. */
  #withoutBlankEnd() {
    const last = this.#lines.findLastIndex(({ text, isBare }) => !isBare || text !== '');
    return this.#lines.slice(0, last + 1);
  }
}
