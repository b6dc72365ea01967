/** Compared as GitHub compares labels: without regard to case, and in whatever way accents are written. */
export function isLabel(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

const plain = (name: string) => name.trim().normalize('NFC').toLowerCase();
