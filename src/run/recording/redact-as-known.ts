import { redactor } from '../../report/redact.ts';

/** Redacts by what is secret at that moment: a run's tokens are made while it goes on. */
export function redactAsKnown(secrets: () => readonly string[]): (text: string) => string {
  let known: readonly string[] = [];
  let redact = redactor(known);
  return (text) => {
    const now = secrets();
    if (now.length !== known.length || now.some((secret, at) => secret !== known[at])) {
      known = [...now];
      redact = redactor(known);
    }
    return redact(text);
  };
}
