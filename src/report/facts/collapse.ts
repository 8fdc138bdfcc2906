/** Long lists for a page: repeats are folded into a statement, never dropped in silence. */

export type ShownItem<Item> =
  | { readonly kind: 'item'; readonly item: Item }
  /** Stands where the last shown of its likes stands; `last` is the last one left out. */
  | { readonly kind: 'more'; readonly like: Item; readonly count: number; readonly last: Item };

/**
 * At most about `limit` rows: of items that are alike the first few are shown, then one statement how many more there were. How many are "a
 * few" is the largest number that keeps the list within the limit, three at least.
 *
 * @example collapseRepeats(['a', 'b', 'b', 'b', 'b', 'b'], { limit: 5, likeness: (item) => item }).length // 5
 */
export function collapseRepeats<Item>(
  items: readonly Item[],
  options: { readonly limit: number; likeness(item: Item): string },
): ShownItem<Item>[] {
  if (items.length <= options.limit) return items.map((item) => ({ kind: 'item', item }));
  const totals = new Map<string, number>();
  for (const item of items) {
    const like = options.likeness(item);
    totals.set(like, (totals.get(like) ?? 0) + 1);
  }
  const each = largestShare([...totals.values()], options.limit);
  const shown: ShownItem<Item>[] = [];
  const counts = new Map<string, number>();
  const statements = new Map<string, { kind: 'more'; like: Item; count: number; last: Item }>();
  for (const item of items) {
    const like = options.likeness(item);
    const count = (counts.get(like) ?? 0) + 1;
    counts.set(like, count);
    // One item more is shown rather than replaced by a statement of the same length.
    if (count <= each || totals.get(like)! === each + 1) {
      shown.push({ kind: 'item', item });
      continue;
    }
    const statement = statements.get(like);
    if (statement === undefined) {
      const first = { kind: 'more' as const, like: item, count: 1, last: item };
      statements.set(like, first);
      shown.push(first);
    } else {
      statement.count++;
      statement.last = item;
    }
  }
  return shown;
}

function largestShare(totals: readonly number[], limit: number): number {
  const rowsAt = (each: number): number =>
    totals.reduce((sum, total) => sum + (total <= each + 1 ? total : each + 1), 0);
  let each = 3;
  while (each < limit && rowsAt(each + 1) <= limit) each++;
  return each;
}
