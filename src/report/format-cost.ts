/** Dollars with as many digits as tell something; `null` is a model without a known price. */
export function formatCost(costUsd: number | null): string {
  if (costUsd === null) return 'price unknown';
  return `$${costUsd.toFixed(costUsd > 0 && costUsd < 0.1 ? 4 : 2)}`;
}
