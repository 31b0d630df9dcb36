/**
 * Finds files that import each other in a circle.
 * @param {Map<string, string[]>} imports of each file; targets that are not keys of the map are ignored
 * @returns {string[][]} for each group of files that all reach each other, its shortest cycle, sorted; the first file
 *   is not repeated at the end
 */
export function findCycles(imports) {
  return groups(imports)
    .filter((group) => group.size > 1)
    .map((group) => shortestCycle(group, imports))
    .sort((one, other) => (one[0] < other[0] ? -1 : 1));
}

/** Strongly connected components (Tarjan 1972), without recursion limits to fear: the tree is a few hundred deep. */
function groups(imports) {
  const found = [];
  const order = new Map();
  const lowest = new Map();
  const stack = [];
  const waiting = new Set();
  const enter = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    stack.push(file);
    waiting.add(file);
    for (const target of imports.get(file)) {
      if (!imports.has(target)) continue;
      if (!order.has(target)) enter(target);
      if (waiting.has(target)) lowest.set(file, Math.min(lowest.get(file), lowest.get(target)));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const group = new Set(stack.splice(stack.indexOf(file)));
    for (const member of group) waiting.delete(member);
    found.push(group);
  };
  for (const file of imports.keys()) if (!order.has(file)) enter(file);
  return found;
}

function shortestCycle(group, imports) {
  const cycles = [...group].sort().map((file) => cycleThrough(file, group, imports));
  return cycles.reduce((best, cycle) => (cycle.length < best.length ? cycle : best));
}

/** Breadth first from a file to itself, within its group. */
function cycleThrough(start, group, imports) {
  const cameFrom = new Map();
  const queue = [start];
  for (const file of queue) {
    for (const target of imports.get(file)) {
      if (target === start) return pathTo(file, cameFrom);
      if (!group.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, file);
      queue.push(target);
    }
  }
  return [];
}

function pathTo(file, cameFrom) {
  const steps = [];
  for (let step = file; step !== undefined; step = cameFrom.get(step)) steps.unshift(step);
  return steps;
}
