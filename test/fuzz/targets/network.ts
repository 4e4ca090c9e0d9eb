import { createNetworkRecord } from '../../../extension/devtools/network-record.ts';
import { createPollingRecord } from '../../../extension/devtools/polling-record.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { createNumbering } from '../../../src/session/rebase.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { checkAnalysis } from '../laws/analysis-laws.ts';
import { checkSaved } from '../laws/archive-laws.ts';
import { checkLog } from '../laws/log-laws.ts';
import { mutateTree } from '../mutate-tree.ts';
import { oddTexts, oddValue } from '../odd-values.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { message, mutated } from '../values.ts';
import { enginePacketText, inBody } from './engineio.ts';

interface Input {
  /** What each reading of the browser's record gives. */
  readonly readings: readonly unknown[];
  /** Finished requests, each with the body of its answer. */
  readonly requests: readonly {
    readonly entry: unknown;
    readonly answer: unknown;
    readonly encoding: string;
  }[];
  readonly paused: boolean;
  readonly saved: boolean;
}

const start = Date.UTC(2026, 0, 1);
const hookUrl = 'chrome-extension://id/hook.js';

/** An entry as Chromium writes it. */
function entry(random: Random): Record<string, unknown> {
  const key = random.pick(['k1', 'k2', 'k3']);
  const at = random.int(3_000);
  const callers = random.pick([
    [{ url: hookUrl }, { url: 'http://page/' }],
    [{ url: 'http://page/worker.js' }],
    [],
  ]);
  return {
    _resourceType: 'websocket',
    _initiator: { stack: { callFrames: callers } },
    ...(random.once(2) && { pageref: 'page_1' }),
    startedDateTime: new Date(random.once(10) ? 0 : start + at).toISOString(),
    request: {
      url: random.pick(['ws://s/', 'ws://s/?a=1', random.pick(oddTexts)]),
      headers: [
        { name: 'Sec-WebSocket-Key', value: key },
        {
          name: random.pick(['Sec-WebSocket-Protocol', ...oddTexts]),
          value: random.pick(['a, b', ...oddTexts]),
        },
      ],
    },
    response: {
      status: random.pick([101, 0, 403]),
      headers: [{ name: 'Sec-WebSocket-Protocol', value: random.pick(['a', ...oddTexts]) }],
    },
    timings: { wait: random.pick([5, -1, 0]), receive: random.pick([0, 10]) },
    _webSocketMessages: random.list(0, 5, () => ({
      type: random.pick(['send', 'receive', 'receive', 'error']),
      time: (start + at + random.int(2_000)) / 1000,
      opcode: random.pick([1, 1, 2, -1, 9]),
      data: mutated(random, message(random), 500),
    })),
  };
}

function reading(random: Random): unknown {
  const entries: unknown = random.list(0, 4, () => entry(random));
  if (random.once(2)) mutateTree(random, entries, random.between(1, 4));
  return random.once(30) ? oddValue(random) : { entries };
}

function request(random: Random): Input['requests'][number] {
  const revision = random.pick([3, 4]);
  const sid = random.once(3) ? '' : `&sid=${random.pick(['s', 's2', '', ...oddTexts])}`;
  const finished: Record<string, unknown> = {
    startedDateTime: new Date(start + random.int(5_000)).toISOString(),
    time: random.int(300),
    request: {
      method: random.pick(['GET', 'GET', 'POST', 'PUT']),
      url: `http://s/socket.io/?EIO=${revision}&transport=polling&t=x${sid}`,
      ...(random.once(2) && { postData: { text: inBody(random, revision, enginePacketText(random)) } }),
    },
    response: { status: random.pick([200, 200, 200, 400, 0]) },
  };
  const body = random.once(3)
    ? '0{"sid":"s","upgrades":[]}'
    : inBody(random, revision, enginePacketText(random));
  if (random.once(3)) mutateTree(random, finished, random.between(1, 3));
  return {
    entry: random.once(30) ? oddValue(random) : finished,
    answer: random.once(10) ? random.pick([null, '', ...oddTexts]) : mutated(random, body, random.budget()),
    encoding: random.pick(['', '', 'base64']),
  };
}

export const network: Target<Input> = {
  name: 'network',
  share: 2,
  make: (random) => ({
    readings: random.list(0, 4, () => reading(random)),
    requests: random.list(0, 5, () => request(random)),
    paused: random.once(8),
    saved: random.once(8),
  }),
  async run({ readings, requests, paused, saved }) {
    const log = createSessionLog();
    const numbering = createNumbering();
    const isPaused = (): boolean => paused;
    let clock = start + 1_000;
    let har: unknown;
    const wallClock = (): number => clock;
    const record = createNetworkRecord({
      log,
      numbering,
      hookUrl,
      har: async () => har,
      wallClock,
      isPaused,
    });
    numbering.zero = start;
    const at = { order: numbering.order(), time: 0 };
    log.append({
      kind: 'page',
      ...at,
      page: numbering.page(),
      url: 'http://page/',
      frame: 'top',
      origin: start,
    });
    const connection = numbering.connection();
    const constructed = { page: 1, url: 'ws://s/', protocols: [], readyState: 0 };
    log.append({ kind: 'constructed', ...at, order: numbering.order(), connection, ...constructed } as Fact);
    for (har of readings) {
      clock += 1_500;
      await record.read();
    }
    const later: (() => void)[] = [];
    const polling = createPollingRecord({ log, numbering, isPaused, later: (run) => later.push(run) });
    for (const { entry: finished, answer, encoding } of requests)
      await polling.take(finished, async () => [answer as string | null, encoding]);
    for (const run of later.splice(0)) run();
    checkLog(log);
    await checkAnalysis(log);
    if (saved) await checkSaved(log, log.lastTime);
  },
};
