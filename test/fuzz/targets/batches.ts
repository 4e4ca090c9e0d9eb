import { createHello } from '../../../extension/channel/greeting.ts';
import { createMemoryPair } from '../../../extension/channel/memory-pair.ts';
import { pack } from '../../../extension/channel/packing.ts';
import type { ChannelPort } from '../../../extension/channel/port.ts';
import { createRecorder } from '../../../extension/devtools/recorder.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { createNumbering } from '../../../src/session/rebase.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import { defaultLimits, type Limits } from '../../../src/wire/limits.ts';
import { protocolVersion } from '../../../src/wire/message.ts';
import { makeStep, type Step } from '../batch-maker.ts';
import { checkAnalysis } from '../laws/analysis-laws.ts';
import { checkSaved } from '../laws/archive-laws.ts';
import { checkLog } from '../laws/log-laws.ts';
import { must, type Target } from '../target.ts';
import { smallLimits } from './facts.ts';

interface Input {
  readonly limits: Limits;
  /** Documents that answer when their port broke. */
  readonly alive: boolean;
  readonly steps: readonly Step[];
  readonly saved: boolean;
}

export const batches: Target<Input> = {
  name: 'batches',
  share: 2.5,
  make(random) {
    const begin: Step[] = [
      { do: 'connect', document: 'one', frameId: 0, prerender: false },
      { do: 'post', port: 0, json: random.once(3), message: { ...createHello(), sentAt: 1_000_000 } },
    ];
    return {
      limits: random.once(2) ? smallLimits : defaultLimits,
      alive: random.once(2),
      steps: [...begin, ...random.list(1, random.once(30) ? 80 : 10, (at) => makeStep(random, at + 1))],
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
