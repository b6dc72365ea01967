/** The engine's answer, or `null` when it refused with one of these HTTP statuses. */
export async function unlessStatus<T>(statuses: readonly number[], answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && statuses.some((status) => status === error.statusCode)) {
      return null;
    }
    throw error;
  }
}
