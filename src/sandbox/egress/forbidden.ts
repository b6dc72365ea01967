/** Something was refused after the request itself had been allowed. The message completes "it was refused: …". */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}
