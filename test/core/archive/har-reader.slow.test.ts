import { expect, it } from 'vitest';
import { openArchive } from '../../../src/archive/archive.ts';
import { createSessionLog } from '../../../src/session/log.ts';

const entry = {
  _webSocketMessages: [{ type: 'send', time: 1_700_000_000, opcode: 1, data: 'hi' }],
  request: { url: 'wss://a/', headers: [] },
  response: { status: 101, headers: [] },
  startedDateTime: '2023-11-14T22:13:20.000Z',
};

it('a HAR may have more entries than a call may have arguments', async () => {
  const log = createSessionLog();
  const entries = Array.from({ length: 150_000 }, () => entry);
  await openArchive(Buffer.from(JSON.stringify({ log: { entries } })), log);
  expect(log.connections.length).toBe(150_000);
});
