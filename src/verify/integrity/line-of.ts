import type { IntegrityFinding } from '../suite.ts';
import type { Mark } from './mark.ts';

/** The place of a finding that was made of marks in the file at head. */
export function lineOf([first]: readonly Mark[]): Pick<IntegrityFinding, 'line'> {
  return first === undefined ? {} : { line: first.line };
}
