/** A tool's name as servers accept it in a history, also where the model made one up. */
export function sendableName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';
}
