import { describe, expect, it } from 'vitest';
import { sayComparison } from '../../../src/layout/say-comparison.ts';
import type { Connection } from '../../../src/session/session.ts';
import { logOf } from '../../support/frame-script.ts';

const [plain] = logOf('open 1 ws://a.example/rt\n> one\n< two').connections;
const traffic = (frames: number) => ({ frames, bytes: frames });
const compared = (sent: number, received: number, recordedSent: number, recordedReceived: number) => ({
  kind: 'compared' as const,
  order: 9,
  time: 9,
  connection: 1,
  sent,
  received,
  recordedSent,
  recordedReceived,
});
const say = (more: Partial<Connection>, isLive = true): string =>
  sayComparison({ ...plain!, ...more }, isLive);

describe("a connection against the browser's count", () => {
  it('agrees, or says by how much it does not', () => {
    expect(say({ compared: compared(1, 1, 1, 1) })).toBe('2 of 2 frames recorded');
    expect(say({ compared: compared(1, 3, 1, 1) })).toBe('1 sent, 3 received; recorded 1 and 1');
  });

  it('says what has come since', () => {
    const more = { sent: traffic(4), compared: compared(1, 1, 1, 1) };
    expect(say(more)).toBe('2 of 2 frames recorded; 3 since');
  });

  it('says why there is no comparison', () => {
    expect(say({})).toBe('not compared yet: waits for a moment of rest');
    expect(say({}, false)).toBe('not compared when it was saved');
    expect(say({ fromNetwork: true })).toBe('the only record there is');
    expect(say({ firstReadyState: 1 })).toBe('not comparable: capture attached late');
    const many = { sent: traffic(250_000) };
    expect(say(many)).toMatch(/^not compared: of more than 200,000 frames/);
    expect(say(many, false)).toBe('not compared when it was saved');
    expect(say({ ...many, compared: compared(1, 1, 1, 1) })).toMatch(
      /^2 of 2 frames recorded; 249,999 since, not compared: of more than 200,000 frames/,
    );
  });
});
