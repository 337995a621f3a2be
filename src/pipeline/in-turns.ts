/** The first so many items, one of each owner in turn; those of one owner in their order. */
export function inTurns<Item>(
  items: readonly Item[],
  ownerOf: (item: Item) => string,
  most: number,
): readonly Item[] {
  const byOwner = [...Map.groupBy(items, ownerOf).values()];
  const chosen: Item[] = [];
  for (let turn = 0; chosen.length < Math.min(most, items.length); turn++) {
    for (const own of byOwner) {
      const next = own[turn];
      if (next !== undefined && chosen.length < most) chosen.push(next);
    }
  }
  return chosen;
}
