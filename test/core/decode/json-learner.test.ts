import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLearner } from '../../../src/decode/decoders/json/learner.ts';
import { logOf } from '../../support/frame-script.ts';

function learn(script: string) {
  const log = logOf(`open 1 ws://app.example/rt\n${script}`);
  const learner = createLearner();
  for (let number = 1; number <= log.lastFrame; number++) learner.observe(log.frame(number)!);
  learner.conclude();
  return learner;
}

const times = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');
const token = (n: number): string => `${(((n + 1) * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')}`;

describe('conventions by evidence', () => {
  it.each([
    [
      'nested',
      (n: number) => `> {"c":"q","h":{"k":"${token(n)}"}}\n< {"c":"r","h":{"k":"${token(n)}"}}`,
      '/h/k',
      '/h/k',
    ],
    ['two places', (n: number) => `> {"c":"q","a":"${token(n)}"}\n< {"c":"r","b":"${token(n)}"}`, '/a', '/b'],
    [
      'server asks',
      (n: number) => `< {"c":"q","a":"${token(n)}"}\n> {"c":"r","a":"${token(n)}"}`,
      '/a',
      '/a',
    ],
    [
      'numbers',
      (n: number) => `> ["q",${n * 7 + 3},{}]\n< ["r",${n * 7 + 3},{}]\n< ["push",null,{}]`,
      '/1',
      '/1',
    ],
    [
      'data comes back too, the id wins',
      (n: number) =>
        `> {"c":"q","rid":"${token(n)}","user":"${token(n + 99)}"}\n< {"c":"r","rid":"${token(n)}","user":"${token(n + 99)}"}`,
      undefined,
      undefined,
    ],
    [
      'time comes back too, the token wins',
      (n: number) =>
        `> {"c":"q","ts":${1_700_000_000_000 + n * 17},"tok":"${token(n)}"}\n< {"c":"r","ts":${1_700_000_000_000 + n * 17},"tok":"${token(n)}"}`,
      '/tok',
      '/tok',
    ],
  ])('finds the id: %s', (_name, line, requestId, responseId) => {
    const learner = learn(times(8, line));
    expect(learner.convention.requestId).toBe(requestId);
    expect(learner.convention.responseId).toBe(responseId);
    expect(learner.parts.requestId).toMatchObject({ by: 'evidence', confidence: 1 });
    expect(learner.parts.requestId?.because).toMatch(/8 of 8 values/);
  });

  it.each([
    [
      'a session id in every message',
      (n: number) => `> {"c":"q","s":"abcd1234","n":"x${n % 3}"}\n< {"c":"r","s":"abcd1234"}`,
    ],
    [
      'users that come and go',
      (n: number) => `> {"c":"move","u":"user-${n % 4}a1"}\n< {"c":"moved","u":"user-${n % 4}a1"}`,
    ],
    ['counters that march side by side', (n: number) => `> {"c":"in","k":${n}}\n< {"c":"out","k":${n}}`],
    [
      'a slow counter beside a fast one',
      (n: number) => `> {"c":"in","k":${n}}\n${n % 3 === 0 ? `< {"c":"out","k":${n / 3}}` : '< {"c":"x"}'}`,
    ],
    [
      'values that nobody repeats',
      (n: number) => `> {"c":"q","a":"${token(n)}"}\n< {"c":"r","a":"${token(n + 500)}"}`,
    ],
    [
      'heartbeats that echo their time',
      (n: number) => `> {"type":"ping","t":${n * 1000}}\n< {"type":"pong","t":${n * 1000}}`,
    ],
    [
      'booleans and small words',
      () => '> {"c":"q","on":true,"mode":"fast"}\n< {"c":"r","on":true,"mode":"fast"}',
    ],
  ])('takes no id from %s', (_name, line) => {
    const learner = learn(times(24, line));
    expect(learner.convention.requestId ?? null).toBeNull();
    expect(learner.convention.seq).toBeUndefined();
  });

  it('finds what each side does in its own way, and lays down nothing twice', () => {
    const asks = learn(
      times(
        8,
        (n) =>
          `> {"reqId":"${token(n)}","op":"q"}\n< {"callId":"${token(n + 50)}","op":"c"}\n< {"reqId":"${token(n)}","op":"r"}\n> {"callId":"${token(n + 50)}","op":"a"}`,
      ),
    );
    expect(asks.convention).toEqual({
      sent: { requestId: '/reqId', responseId: '/callId' },
      received: { requestId: '/callId', responseId: '/reqId' },
    });
    expect(asks.parts.requestId).toBeUndefined();
    expect(asks.sides.received.requestId?.because).toMatch(/8 of 8 values that the server used at \/callId/);
    const types = learn(
      times(
        8,
        (n) =>
          `> {"what":"move","x":${n}}\n> {"what":"stop"}\n< {"told":"moved","by":"ann"}\n< {"told":"gone"}`,
      ),
    );
    expect(types.convention).toEqual({ sent: { type: '/what' }, received: { type: '/told' } });
  });

  it('takes no question of the server from what comes within its answers', () => {
    const learner = learn(
      times(
        8,
        (n) =>
          `> {"rid":"${token(n)}","op":"get"}\n< {"rid":"${token(n)}","op":"got","item":"${token(n + 50)}"}\n> {"rid":"${token(n + 100)}","op":"open","item":"${token(n + 50)}"}\n< {"rid":"${token(n + 100)}","op":"opened"}`,
      ),
    );
    expect(learner.convention.sent).toBeUndefined();
    expect(learner.convention.received).toBeUndefined();
  });

  it('takes a word for the type where it goes with the shape of messages, and no name of a person', () => {
    const typed = learn(times(8, (n) => `> {"what":"move","x":${n}}\n< {"what":"moved","by":"ann"}`));
    expect(typed.convention.type).toBe('/what');
    const chat = learn(
      times(
        8,
        (n) => `> {"from":"${n % 2 ? 'ann' : 'bob'}","text":"hi there"}\n< {"from":"eve","text":"ho ho"}`,
      ),
    );
    expect(chat.convention.type).toBeUndefined();
  });

  it('says how sure it is when a part of the answers is missing', () => {
    const learner = learn(
      times(
        20,
        (n) => `+1s > {"c":"q","a":"${token(n)}"}${n % 10 === 0 ? '' : `\n< {"c":"r","a":"${token(n)}"}`}`,
      ),
    );
    expect(learner.convention.requestId).toBe('/a');
    expect(learner.parts.requestId?.confidence).toBeCloseTo(0.9, 1);
  });

  it('does not flicker: a verdict stands while the traffic goes on', () => {
    const log = logOf(
      `open 1 ws://app.example/rt\n${times(300, (n) => `> {"c":"q","a":"${token(n)}"}\n< {"c":"r","a":"${token(n)}"}`)}`,
    );
    const learner = createLearner();
    let changes = 0;
    for (let number = 1; number <= log.lastFrame; number++)
      if (learner.observe(log.frame(number)!)) changes++;
    expect(changes).toBe(1);
  });

  it('never throws, and stops listening', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.json()), { maxLength: 60 }), (messages) => {
        learn(messages.map(([sent, text]) => `${sent ? '>' : '<'} ${text}`).join('\n'));
      }),
      { numRuns: 60 },
    );
    expect(learn(times(1600, () => '> {"a":1}')).over).toBe(true);
  });
});
