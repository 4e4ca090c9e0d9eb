import { bye, createHello } from '../../../extension/channel/greeting.ts';
import { createMemoryPair } from '../../../extension/channel/memory-pair.ts';
import { pack } from '../../../extension/channel/packing.ts';
import type { ChannelPort } from '../../../extension/channel/port.ts';
import { createRecorder } from '../../../extension/devtools/recorder.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { createNumbering } from '../../../src/session/rebase.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import { defaultLimits, type Limits } from '../../../src/wire/limits.ts';
import { protocolVersion } from '../../../src/wire/message.ts';
import { makeFacts } from '../fact-maker.ts';
import { checkAnalysis } from '../laws/analysis-laws.ts';
import { checkSaved } from '../laws/archive-laws.ts';
import { checkLog } from '../laws/log-laws.ts';
import { mutateTree, oddNumbers, oddValue } from '../mutate.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import { bytes, message } from '../values.ts';
import { smallLimits } from './facts.ts';

type Step =
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

interface Input {
  readonly limits: Limits;
  /** Documents that answer when their port broke. */
  readonly alive: boolean;
  readonly steps: readonly Step[];
  readonly saved: boolean;
}

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
  const whole: unknown = { ...createHello(random.once(3), given) };
  if (random.once(6)) mutateTree(random, whole, 1);
  return whole;
}

function step(random: Random, at: number): Step {
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

export const batches: Target<Input> = {
  name: 'batches',
  share: 2.5,
  make(random) {
    const begin: Step[] = [
      { do: 'connect', document: 'one', frameId: 0, prerender: false },
      { do: 'post', port: 0, json: random.once(3), message: createHello() },
    ];
    return {
      limits: random.once(2) ? smallLimits : defaultLimits,
      alive: random.once(2),
      steps: [...begin, ...random.list(1, random.once(30) ? 80 : 10, (at) => step(random, at + 1))],
      saved: random.once(10),
    };
  },
  async run({ limits, alive, steps, saved }) {
    const log = createSessionLog(limits);
    let clock = 1_700_000_000_000;
    const recorder = createRecorder({
      log,
      tabId: 7,
      numbering: createNumbering(),
      wallClock: () => clock++,
      wakeBroken: async () => alive,
      topLeft: () => {},
    });
    const ports: ChannelPort[] = [];
    for (const each of steps) {
      take(each, recorder, ports);
      await Promise.resolve();
    }
    await new Promise(setImmediate);
    checkLog(log);
    await checkAnalysis(log);
    if (saved) await checkSaved(log, log.lastTime);
    recorder.controls.setPaused(false);
    checkAnswers(log, (port) => recorder.accept(port));
  },
};

function take(each: Step, recorder: ReturnType<typeof createRecorder>, ports: ChannelPort[]): void {
  switch (each.do) {
    case 'connect': {
      const { document: documentId, frameId, prerender } = each;
      const [bridge, port] = createMemoryPair({ tabId: 7, frameId, documentId, prerender });
      recorder.accept(port);
      ports.unshift(bridge);
      return;
    }
    case 'post':
      ports[each.port]?.post(each.json ? asJson(each.message) : each.message);
      return;
    case 'close':
      ports[each.port]?.close();
      return;
    case 'clear':
      recorder.controls.clear();
      return;
    case 'preserve':
      recorder.controls.setPreserveLog(true);
      return;
    default:
      recorder.controls.setPaused(each.do === 'pause');
  }
}

/** As a port that speaks JSON passes it on: bytes packed where they can be. */
function asJson(given: unknown): unknown {
  let packed = given;
  try {
    packed = pack(given);
  } catch {
    // The data of a broken batch need not be bytes.
  }
  const text = JSON.stringify(packed);
  return text === undefined ? null : (JSON.parse(text) as unknown);
}

/** After all that, a sound page is welcomed, and its frame is in the log. */
function checkAnswers(log: SessionWriter, accept: (port: ChannelPort) => void): void {
  const [bridge, port] = createMemoryPair({ tabId: 7, frameId: 0, documentId: 'sound', prerender: false });
  const answers: unknown[] = [];
  bridge.onMessage((answer) => answers.push((answer as { kind: string }).kind));
  accept(port);
  bridge.post(createHello());
  must(answers.join() === 'welcome,arm', () => `a sound page is answered ${answers.join() || 'nothing'}`);
  const before = log.lastFrame;
  const [at, origin] = [{ time: 5 }, 1_700_000_000_000];
  bridge.post({
    kind: 'batch',
    version: protocolVersion,
    batch: 1,
    facts: [
      { kind: 'page', order: 0, ...at, page: 0, url: 'https://a/', frame: 'top', origin },
      {
        kind: 'constructed',
        order: 1,
        ...at,
        connection: 1,
        page: 0,
        url: 'wss://a/',
        protocols: [],
        readyState: 0,
      },
    ],
    cells: Float64Array.of(2, 6, 1, 1, 128, 2),
    text: 'hi',
    data: [],
  });
  must(log.lastFrame === before + 1, () => 'the frame of a sound page is not in the log');
  must(log.frame(log.lastFrame)?.data === 'hi', () => 'the frame of a sound page has another payload');
  checkLog(log);
}
