/** A command's output as a reader would see it: no escape sequences, only the last state of a progress line, repeats folded. */
export function cleanOutput(text: string): string {
  const lines = text
    .replaceAll(ESCAPE_SEQUENCES, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1).replaceAll(OTHER_CONTROLS, ''));
  return foldRepeats(lines).join('\n').trimEnd();
}

/** CSI and OSC sequences, then the two-character ones. Every quantifier is bounded: the text is hostile. */
const ESCAPE_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,16}[@-~]|\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[ -/]{0,16}[0-~])/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
const OTHER_CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

function foldRepeats(lines: readonly string[]): string[] {
  const folded: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    let end = at + 1;
    while (end < lines.length && lines[end] === line) end += 1;
    const repeats = end - at;
    if (repeats > 3 && line !== '') folded.push(line, `[the line above ${repeats} times]`);
    else folded.push(...lines.slice(at, end));
    at = end;
  }
  return folded;
}
