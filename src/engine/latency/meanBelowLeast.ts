/** What is wrong with a mean that is less than the least; null where it is not. */
export function meanBelowLeast({
  minMs,
  meanMs,
}: {
  readonly minMs: number;
  readonly meanMs: number;
}): { key: string; message: string } | null {
  if (meanMs >= minMs) return null;
  return {
    key: 'mean',
    message: `${meanMs} ms is less than the least of ${minMs} ms; it is the mean of the whole delay`,
  };
}
