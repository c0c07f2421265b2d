/**
 * Moves labels apart that would be written over each other, as little as it can, in their order.
 *
 * @param values where the labels belong, in any unit.
 * @param gap the least distance between two labels, in that unit.
 * @returns where to write them, in the order of `values`.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = values.map((value, index) => ({ value, index })).toSorted((a, b) => a.value - b.value);
  const groups: { members: typeof order; start: number }[] = [];
  for (const item of order) {
    let group = { members: [item], start: item.value };
    for (
      let before = groups.at(-1);
      before !== undefined && before.start + before.members.length * gap > group.start;
    ) {
      groups.pop();
      const members = [...before.members, ...group.members];
      const middle = members.reduce((sum, { value }) => sum + value, 0) / members.length;
      group = { members, start: middle - ((members.length - 1) * gap) / 2 };
      before = groups.at(-1);
    }
    groups.push(group);
  }
  const placed = new Map<number, number>();
  for (const { members, start } of groups) {
    members.forEach(({ index }, place) => placed.set(index, start + place * gap));
  }
  return values.map((value, index) => placed.get(index) ?? value);
}
