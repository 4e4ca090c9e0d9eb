import { bye, createHello } from '../../extension/channel/greeting.ts';
import { protocolVersion } from '../../src/wire/message.ts';
import { makeFacts } from './fact-maker.ts';
import { mutateTree } from './mutate-tree.ts';
import { oddNumbers, oddValue } from './odd-values.ts';
import type { Random } from './random.ts';
import { bytes, message } from './values.ts';

export type Step =
  | {
      readonly do: 'connect';
      readonly document: string;
      readonly frameId: number;
      readonly prerender: boolean;
    }
  /** To the port that connected last but `port`. */
  | { readonly do: 'post'; readonly port: number; readonly message: unknown; readonly json: boolean }
  | { readonly do: 'close'; readonly port: number }
  | { readonly do: 'pause' | 'resume' | 'clear' | 'preserve' };

/** The rows of a batch: order, time, connection, number, flags, size. */
function rows(random: Random, order: number): { cells: Float64Array; text: string; data: Uint8Array[] } {
  const cells: number[] = [];
  const data: Uint8Array[] = [];
  let text = '';
  for (let left = random.int(4); left > 0; left--) {
    const flags = random.once(3)
      ? random.int(256)
      : random.pick([128, 129, 2, 3, 6, 10, 128 + 16, 2 + 16, 32, 64 + 128]);
    let size = random.once(20) ? random.pick(oddNumbers) : random.int(50);
    if (flags & 128) {
      const piece = message(random);
      text += piece;
      size = random.once(30) ? size : piece.length;
    } else if (!(flags & 12)) data.push(bytes(random, 20));
    const number = random.between(1, 20);
    cells.push(
      order + cells.length / 6,
      random.int(1e4),
      random.once(20) ? random.pick(oddNumbers) : 1,
      number,
      flags,
      size,
    );
  }
  return { cells: Float64Array.from(cells), text, data };
}

function batch(random: Random, number: number, order: number): unknown {
  const facts = makeFacts(random, 5).map((fact, at) => ({ ...fact, order: order + at }));
  const whole = {
    kind: 'batch',
    version: protocolVersion,
    batch: random.once(10) ? random.pick(oddNumbers) : number,
    facts: random.once(3) ? [] : facts,
    ...rows(random, order + facts.length),
  };
  if (random.once(4)) mutateTree(random, whole, random.between(1, 3));
  return whole;
}

function hello(random: Random): unknown {
  const given = random.list(0, 2, () => [random.int(5), random.int(9)] as const);
  const whole: unknown = {
    ...createHello(random.once(3), given),
    sentAt: random.once(4) ? random.pick(oddNumbers) : 1_000_000 + random.int(100_000),
  };
  if (random.once(6)) mutateTree(random, whole, 1);
  return whole;
}

/** One thing that a document, its port or the user does. */
export function makeStep(random: Random, at: number): Step {
  const port = random.once(4) ? random.int(3) : 0;
  const json = random.once(3);
  switch (random.int(14)) {
    case 0:
      return {
        do: 'connect',
        document: random.pick(['one', 'two', 'three']),
        frameId: random.pick([0, 0, 1]),
        prerender: random.once(8),
      };
    case 1:
    case 2:
      return { do: 'post', port, json, message: hello(random) };
    case 3:
      return { do: 'post', port, json, message: random.once(2) ? bye : oddValue(random) };
    case 4:
      return { do: 'close', port };
    case 5:
      return { do: random.pick(['pause', 'resume', 'clear', 'preserve']) };
    default:
      return { do: 'post', port, json, message: batch(random, at, at * 8) };
  }
}
