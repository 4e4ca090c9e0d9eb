import { sayDuration } from '../base/say.ts';
import type { Analyzer } from './analyzer.ts';
import type { FindingStore } from './finding-store.ts';

/**
 * Pings without their pong. Home-made protocols declare no timeout, so a ping counts as missed when the next ping of the
 * same side goes out and pongs have been seen before: until then nothing says that this protocol answers pings.
 */
export function createHeartbeatAnalyzer(findings: FindingStore): Analyzer {
  const open = new Map<string, { frame: number; time: number }>();
  const answered = new Set<string>();
  return {
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind !== 'beats') continue;
        const pinger =
          link.beat === 'ping' ? packet.direction : packet.direction === 'sent' ? 'received' : 'sent';
        const key = `${packet.connection}|${pinger}`;
        if (link.beat === 'pong') {
          open.delete(key);
          answered.add(key);
          continue;
        }
        const before = open.get(key);
        open.set(key, { frame: packet.frame, time: packet.time });
        if (!before || !answered.has(key)) continue;
        const waited = sayDuration(packet.time - before.time);
        findings.set({
          key: `heartbeat-missed:${before.frame}`,
          code: 'heartbeat-missed',
          severity: 'warning',
          connection: packet.connection,
          time: packet.time,
          frames: [before.frame, packet.frame],
          title: `A ping got no pong in ${waited}`,
          detail: `The ${pinger === 'sent' ? 'page' : 'server'} sent a ping and, ${waited} later, the next one, with no pong between. Earlier pings were answered: the other side was busy, gone, or the connection is half-open.`,
        });
      }
    },
  };
}
