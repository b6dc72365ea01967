/** Servers refuse a history with a call they cannot parse, so the model's slips are sent back in a form they accept. */
export function sendableArguments(text: string): string {
  if (text.trim() === '') return '{}';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : JSON.stringify({ value });
  } catch {
    // Not JSON: the model is shown what it wrote, as a string.
    return JSON.stringify({ not_json: text.slice(0, 2_000) });
  }
}
