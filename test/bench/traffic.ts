import { createHash } from 'node:crypto';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionLog } from '../../src/session/session.ts';
import type { Fact } from '../../src/wire/fact.ts';

/** How requests are named: `r-7`, or a UUID, the same in each run. */
export type Ids = 'counted' | 'uuid';

const idOf: Readonly<Record<Ids, (turn: number) => string>> = {
  counted: (turn) => `r-${turn}`,
  uuid(turn) {
    const hex = createHash('md5').update(`${turn}`).digest('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  },
};

/** Requests with their answers, numbered packets with their acks and pushes, as text of about 230 bytes. */
function traffic(count: number, ids: Ids): readonly Fact[] {
  const facts: Fact[] = [
    { kind: 'page', order: 0, time: 0, page: 1, url: 'http://bench/', frame: 'top', origin: 1 },
    {
      kind: 'constructed',
      order: 1,
      time: 0,
      connection: 1,
      page: 1,
      url: 'ws://bench/rt',
      protocols: [],
      readyState: 0,
    },
    { kind: 'opened', order: 2, time: 0, connection: 1, protocol: '', extensions: '' },
  ];
  const filler = 'x'.repeat(150);
  for (let at = 0; at < count; at++) {
    const turn = Math.floor(at / 5);
    const id = idOf[ids](turn);
    const message = [
      { id, type: 'user.get', data: { user: turn, filler } },
      { id, type: 'user.get.response', data: { name: 'Mina', plan: 'pro', filler } },
      { seq: turn, type: 'chat.send', data: { text: filler } },
      { type: 'ack', seq: turn, data: { filler } },
      { type: 'presence', data: { online: turn, filler } },
    ][at % 5];
    const data = JSON.stringify(message);
    const direction = at % 5 === 0 || at % 5 === 2 ? 'sent' : 'received';
    facts.push({
      kind: 'frame',
      order: facts.length,
      time: at,
      connection: 1,
      number: at + 1,
      direction,
      size: data.length,
      data,
      binary: false,
    });
  }
  return facts;
}

/** A log of `frames` frames of it. */
export function trafficLog(frames: number, ids: Ids = 'counted'): SessionLog {
  const log = createSessionLog();
  for (const fact of traffic(frames, ids)) log.append(fact);
  return log;
}
