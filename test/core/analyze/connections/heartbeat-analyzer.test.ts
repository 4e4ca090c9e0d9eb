import { describe, expect, it } from 'vitest';
import { analyse } from '../../../support/frame-script.ts';

const open = (version: number): string =>
  `open 1 ws://a.example/socket.io/?EIO=${version}&transport=websocket\n< 0{"sid":"a","upgrades":[],"pingInterval":1000,"pingTimeout":400}\n`;
const missed = (script: string, now: number) =>
  analyse(script, now)
    .findings.filter((each) => each.code === 'heartbeat-missed')
    .map(({ time, frames }) => ({ time, frames }));

describe('heartbeats with the interval and timeout of the handshake', () => {
  it.each([
    ['a ping without its pong', 4, '1000ms < 2', 1401, [{ time: 1400, frames: [2] }]],
    ['not before the timeout', 4, '1000ms < 2', 1400, []],
    ['a pong in time', 4, '1000ms < 2\n1200ms > 3', 2400, []],
    ['a ping that does not come', 4, '1000ms < 2\n+1ms > 3', 2401, [{ time: 2400, frames: [2] }]],
    ['no first ping', 4, '500ms < 42["a"]', 1401, [{ time: 1400, frames: [1] }]],
    ['the page pings in Engine.IO 3', 3, '1000ms > 2', 1401, [{ time: 1400, frames: [2] }]],
    ['and the server answers there', 3, '1000ms > 2\n+1ms < 3', 2400, []],
    [
      'a pong after all, and the next missed one',
      4,
      '1000ms < 2\n1500ms > 3\n2000ms < 2',
      2500,
      [
        { time: 1400, frames: [2] },
        { time: 2400, frames: [4] },
      ],
    ],
    ['nothing once the connection is closed', 4, '1000ms < 2\n1100ms 1 close 1006', 9000, []],
  ])('%s', (_name, version, frames, now, found) => {
    expect(missed(`${open(version)}${frames}`, now)).toEqual(found);
  });

  it('makes no exchange of a heartbeat', () => {
    expect(analyse(`${open(4)}< 2\n> 3`, 10).exchanges).toEqual([]);
  });
});

describe('heartbeats of protocols that declare nothing', () => {
  it('counts as missed what the next ping overtakes, once pongs were seen', () => {
    const script =
      'open 1 ws://a.example/rt\n> {"type":"ping"}\n< {"type":"pong"}\n1s > {"type":"ping"}\n2s > {"type":"ping"}';
    expect(missed(script, 3000)).toEqual([{ time: 2000, frames: [3, 4] }]);
  });
});
