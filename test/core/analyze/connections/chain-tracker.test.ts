import { describe, expect, it } from 'vitest';
import { analyse } from '../../../support/frame-script.ts';

const chains = (script: string) => analyse(script).chains.map((each) => each.connections);
const polling = 'http://a.example/socket.io/?EIO=4&transport=polling';
const socket = 'ws://a.example/socket.io/?EIO=4&transport=websocket';

describe('which connections continue one another', () => {
  it.each([
    ['after a drop', `open 1 ${socket}\n+1s 1 close 1006\n+1s open 2 ${socket}`, [[1, 2]]],
    [
      'not after a close that was meant',
      `open 1 ${socket}\n+1s 1 ask-close\n1 close 1005\n+1s open 2 ${socket}`,
      [[1], [2]],
    ],
    [
      'after a close of a client that had not left',
      `open 1 ${socket}\n> 42["a"]\n+1s 1 ask-close\n1 close 1005\n+1s open 2 ${socket}`,
      [[1, 2]],
    ],
    [
      'not after it had left',
      `open 1 ${socket}\n> 42["a"]\n> 41\n< 42["late"]\n+1s 1 ask-close\n1 close 1005\n+1s open 2 ${socket}`,
      [[1], [2]],
    ],
    [
      'nor while it is in one of two namespaces',
      `open 1 ${socket}\n> 42["a"]\n> 42/b,["a"]\n> 41\n+1s 1 close 1005\n+1s open 2 ${socket}`,
      [[1, 2]],
    ],
    [
      'the WebSocket that long-polling is upgraded to',
      `open 1 ${polling}&sid=x\n+1s open 2 ${socket}&sid=x`,
      [[1, 2]],
    ],
    ['by their session and no other', `open 1 ${polling}&sid=x\n+1s open 2 ${socket}&sid=y`, [[1], [2]]],
    [
      'on, after the WebSocket dropped',
      `open 1 ${polling}&sid=x\n+1s open 2 ${socket}&sid=x\n+1s 1 close 1006\n+1s 2 close 1006\n+1s open 3 ${polling}&sid=y\n+1s open 4 ${socket}&sid=y`,
      [[1, 2, 3, 4]],
    ],
    [
      'not what polling was upgraded from',
      `open 1 ${polling}&sid=x\n+1s open 2 ${socket}&sid=x\n+1s 1 close 1006\n+1s open 3 ${polling}&sid=y`,
      [[1, 2], [3]],
    ],
  ])('%s', (_name, script, found) => {
    expect(chains(script)).toEqual(found);
  });
});
