/** A value in every encoding in which it is likely to be written. */
export function disguises(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    ...encodings(bytes),
    ...encodings(wide(value)),
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    [...value].reverse().join(''),
    value.split('').join('\0'),
  ];
}

function encodings(bytes: Buffer): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const hex = bytes.toString('hex');
  return [...base64, ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')), hex, hex.toUpperCase()];
}

/** In UTF-16, as Windows' shells encode, without the byte at which its two orders differ. */
function wide(value: string): Buffer {
  return Buffer.from(value, 'utf16le').subarray(0, -1);
}

/** The characters that `bytes` decide alone when they begin `offset` bytes after a boundary of three. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
