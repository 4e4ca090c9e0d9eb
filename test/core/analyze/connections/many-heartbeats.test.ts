import { expect, it } from 'vitest';
import { createHeartbeatAnalyzer } from '../../../../src/analyze/connections/heartbeat-analyzer.ts';
import { createFindingStore } from '../../../../src/analyze/findings/finding-store.ts';
import type { Packet } from '../../../../src/decode/packet.ts';

it('looks at heartbeats that are due, not at all that are waited for each time', () => {
  let asked = 0;
  const findings = createFindingStore(1_000);
  const analyzer = createHeartbeatAnalyzer({ at: () => asked++ }, findings);
  const rule = { kind: 'beat-rule', pinger: 'received', interval: 25_000, timeout: 20_000 };
  for (let connection = 1; connection <= 500; connection++)
    analyzer.accept?.({
      connection,
      frame: connection,
      time: connection,
      direction: 'received',
      links: [rule],
    } as unknown as Packet);
  asked = 0;
  for (let now = 1; now <= 1_000; now++) analyzer.tick?.(now);
  // 500,000 where each tick asks for all of them again.
  expect(asked).toBeLessThanOrEqual(1_000);
  analyzer.tick?.(45_300);
  expect(findings.all.filter(({ code }) => code === 'heartbeat-missed')).toHaveLength(299);
});
