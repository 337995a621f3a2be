import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** As V8 writes it. */
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof Profile>;
type CallFrame = Profile["nodes"][number]["callFrame"];

const MOST_SHOWN = 30;

/** Where the time went, of every profile in a directory: lines to print. */
export async function summarise(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".cpuprofile")).sort();
  const all = await Promise.all(
    names.map(async (name) => {
      const profile = Profile.parse(JSON.parse(await readFile(join(directory, name), "utf8")));
      return ["", join(directory, name), ...times(profile)];
    }),
  );
  return all.flat();
}

function times({ nodes, samples, timeDeltas }: Profile): readonly string[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(nodes.flatMap(({ id, children }) => children.map((one) => [one, id])));
  const functions = new Map<string, number>();
  const modules = new Map<string, number>();
  const reached = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === "(idle)") continue;
    const time = timeDeltas[index] ?? 0;
    add(functions, placeOf(frame), time);
    add(modules, moduleOf(frame), time);
    for (const place of ownPlacesAbove(id, frames, parents)) add(reached, place, time);
  }
  const total = [...functions.values()].reduce((sum, one) => sum + one, 0);
  return [
    "by function, without what it calls:",
    ...ranking(functions, total),
    "by module, without what it calls:",
    ...ranking(modules, total),
    "by function of ours, with what it calls (and does not wait for):",
    ...ranking(reached, total),
  ];
}

/** Each once, however often it calls itself. */
function ownPlacesAbove(
  id: number,
  frames: ReadonlyMap<number, CallFrame>,
  parents: ReadonlyMap<number, number>,
): ReadonlySet<string> {
  const places = new Set<string>();
  for (let node: number | undefined = id; node !== undefined; node = parents.get(node)) {
    const frame = frames.get(node);
    if (frame !== undefined && /^(src|providers)\//.test(pathOf(frame))) places.add(placeOf(frame));
  }
  return places;
}

function add(times: Map<string, number>, place: string, time: number): void {
  times.set(place, (times.get(place) ?? 0) + time);
}

function ranking(times: ReadonlyMap<string, number>, total: number): readonly string[] {
  return [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, MOST_SHOWN)
    .map(([place, time]) => {
      const share = ((time / total) * 100).toFixed(1).padStart(5);
      return `${share} %  ${(time / 1_000).toFixed(0).padStart(7)} ms  ${place}`;
    });
}

function placeOf(frame: CallFrame): string {
  const name = frame.functionName === "" ? "(anonymous)" : frame.functionName;
  const path = pathOf(frame);
  return path === "" ? name : `${name}  ${path}:${frame.lineNumber + 1}`;
}

/** A package, a folder of Node's, or a file of ours. */
function moduleOf(frame: CallFrame): string {
  const path = pathOf(frame);
  if (path === "") return frame.functionName.startsWith("(") ? frame.functionName : "(native)";
  const [, found] = /^node_modules\/((?:@[^/]+\/)?[^/]+)|^(?:node:.*)/.exec(path) ?? [];
  return found ?? path;
}

function pathOf({ url }: CallFrame): string {
  return url.replace(/^file:\/\//, "").replace(/^.*\/(node_modules|src|providers)\//, "$1/");
}
