import { expect, it } from 'vitest';
import { createAnalysis } from '../../../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../../../src/session/log.ts';

/** Hundreds of milliseconds; a look at all earlier connections or facts for each one takes minutes. */
it('a chain of a hundred thousand connections is analysed', () => {
  const connections = 100_000;
  const log = createSessionLog();
  log.append({ kind: 'page', order: 0, time: 0, page: 1, url: 'x', frame: 'top', origin: 1_700_000_000_000 });
  for (let connection = 1; connection <= connections; connection++) {
    const base = { time: connection, connection };
    log.append({
      kind: 'constructed',
      order: 2 * connection,
      ...base,
      page: 1,
      url: 'ws://a/',
      protocols: [],
      readyState: 0,
    });
    log.append({
      kind: 'closed',
      order: 2 * connection + 1,
      ...base,
      code: 1006,
      reason: '',
      wasClean: false,
    });
  }
  const analysis = createAnalysis(log);
  analysis.finish(connections);
  expect(analysis.chains).toHaveLength(1);
  expect(analysis.findings.find(({ code }) => code === 'reconnect-storm')?.title).toBe(
    '30001 reconnects in 30.0 s',
  );
});
