import { createRandom } from './random.ts';
import type { Target } from './target.ts';
import { har, sockscope } from './targets/archives.ts';
import { batches } from './targets/batches.ts';
import { engineio } from './targets/engineio.ts';
import { facts } from './targets/facts.ts';
import { json } from './targets/json.ts';
import { msgpack } from './targets/msgpack.ts';
import { network } from './targets/network.ts';
import { raw } from './targets/raw.ts';
import { rules } from './targets/rules.ts';
import { socketio } from './targets/socketio.ts';

const all = [facts, sockscope, har, json, engineio, socketio, msgpack, raw, batches, rules, network];

export const targets: readonly Target[] = all as readonly Target[];

export function targetOf(name: string): Target {
  const target = targets.find((each) => each.name === name);
  if (!target)
    throw new Error(`No target ${name}: there are ${targets.map((each) => each.name).join(', ')}.`);
  return target;
}

/** The input that a seed stands for. */
export const inputOf = (target: Target, seed: number): unknown =>
  target.make(createRandom(target.name, seed));
