import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { readFrameScript } from '../../support/frame-script.ts';

const polling = 'http://a.example/socket.io/?EIO=4&transport=polling&sid=x';
const socket = 'ws://a.example/socket.io/?EIO=4&transport=websocket&sid=x';

/** As the recorder tells it: connection 1 is long-polling, known from the network record alone. */
function exchanges(script: string, end = 5000) {
  const log = createSessionLog();
  for (const fact of readFrameScript(script)) {
    if (fact.kind === 'constructed' && fact.url.startsWith('http')) log.append({ ...fact, by: 'network' });
    else if (fact.kind === 'closed' && fact.connection === 1)
      log.append({ kind: 'ended', order: fact.order, time: fact.time, connection: 1 });
    else log.append(fact);
  }
  const analysis = createAnalysis(log);
  analysis.finish(end);
  return {
    pairs: analysis.exchanges.map((each) => [
      each.connection,
      each.state,
      each.requestFrame,
      ...each.responseFrames,
    ]),
    codes: analysis.findings.map((each) => each.code),
    acked: analysis.events.map((each) => each.acked),
  };
}

describe('what is asked on long-polling and answered on the WebSocket', () => {
  it.each([
    [
      'in order',
      `open 1 ${polling}\n> 420["a"]\n+9ms open 2 ${socket}\n+9ms 1 close 1000\n+9ms 2< 430[1]\n+1s 2 close 1006`,
      [[1, 'answered', 1, 2]],
    ],
    [
      'told later than its answer',
      `20ms open 2 ${socket}\n30ms < 430[1]\n2ms open 1 ${polling}\n3ms > 420["a"]\n25ms 1 close 1000`,
      [[1, 'answered', 2, 1]],
    ],
    [
      'never answered, when the WebSocket ends',
      `open 1 ${polling}\n> 420["a"]\n+9ms open 2 ${socket}\n+9ms 1 close 1000\n+1s 2 close 1006`,
      [[1, 'unanswered', 1]],
    ],
    [
      'asked again on the WebSocket',
      `open 1 ${polling}\n> 420["a"]\n< 430[]\n+9ms open 2 ${socket}\n> 421["b"]\n< 431[]`,
      [
        [1, 'answered', 1, 2],
        [2, 'answered', 3, 4],
      ],
    ],
  ])('%s', (_name, script, pairs) => {
    const found = exchanges(script);
    expect(found.pairs).toEqual(pairs);
    expect(found.codes).not.toContain('response-orphan');
    expect(found.acked.every((count) => count === (pairs[0]![1] === 'answered' ? 1 : 0))).toBe(true);
  });

  it('is told as an orphan once nobody can have asked it any more', () => {
    expect(exchanges(`open 2 ${socket}\n< 430[1]`).codes).toContain('response-orphan');
    expect(exchanges(`open 2 ${socket}\n< 430[1]\n+1s 2 close 1000`).codes).toContain('response-orphan');
  });
});
