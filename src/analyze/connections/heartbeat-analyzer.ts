import { createRingMap } from '../../base/ring-map.ts';
import { sayDuration } from '../../base/say.ts';
import type { BeatRuleLink } from '../../decode/link.ts';
import type { Direction } from '../../wire/fact.ts';
import type { Alarm } from '../alarm.ts';
import type { Analyzer } from '../analyzer.ts';
import { createDueQueue } from '../due-queue.ts';
import type { FindingStore } from '../findings/finding-store.ts';

interface Beat {
  readonly frame: number;
  readonly time: number;
}

/** A connection whose handshake says who pings, how often, and how long a pong may take. */
interface Ruled {
  readonly rule: BeatRuleLink;
  /** The handshake, then the latest ping. */
  last: Beat;
  /** The latest ping, while its pong has not come. */
  unanswered: Beat | null;
  /** Times the rule was broken since the last beat: told once. */
  told: boolean;
}

/** ms between the clocks of two sides, and of a timer and its due time. */
const timerSlack = 50;

/** Connections on which a heartbeat was missed that are remembered. */
const mostMissed = 10_000;

export interface HeartbeatAnalyzer extends Analyzer {
  /** Whether one was missed on this connection. */
  missedOn(connection: number): boolean;
}

const nameOf = (direction: Direction): string => (direction === 'sent' ? 'page' : 'server');

/**
 * Pings without their pong, and pings that do not come. Where the handshake declares interval and timeout, they decide. Home-made
 * protocols declare none: there a ping counts as missed when the next ping of the same side goes out and pongs have been seen
 * before; until then nothing says that this protocol answers pings.
 */
export function createHeartbeatAnalyzer(alarm: Alarm, findings: FindingStore): HeartbeatAnalyzer {
  const open = new Map<string, Beat>();
  const answered = new Set<string>();
  /** Connections of which something is remembered. */
  const spoke = new Set<number>();
  const ruled = new Map<number, Ruled>();
  /** When each of them may have broken its rule. */
  const due = createDueQueue<number>();
  const missedOn = createRingMap<number, true>(mostMissed);

  const missed = (
    connection: number,
    time: number,
    frames: readonly number[],
    title: string,
    detail: string,
  ): void => {
    missedOn.set(connection, true);
    findings.set({
      key: `heartbeat-missed:${frames[0]}`,
      code: 'heartbeat-missed',
      severity: 'warning',
      connection,
      time,
      frames,
      title,
      detail,
    });
  };

  const noPong = (connection: number, { rule }: Ruled, ping: Beat): void =>
    missed(
      connection,
      ping.time + rule.timeout,
      [ping.frame],
      `A ping got no pong within ${sayDuration(rule.timeout)}`,
      `The ${nameOf(rule.pinger)} sent a ping in #${ping.frame} and no pong came within the ${sayDuration(rule.timeout)} that the handshake allows (pingTimeout). ` +
        `From then on the ${nameOf(rule.pinger)} takes the connection for dead and closes it: the other side was busy (a long task on its only thread), gone, or the network is half-open.`,
    );

  const noPing = (connection: number, { rule, last }: Ruled): void =>
    missed(
      connection,
      last.time + rule.interval + rule.timeout,
      [last.frame],
      `No ping came for ${sayDuration(rule.interval + rule.timeout)}`,
      `The handshake says that the ${nameOf(rule.pinger)} pings every ${sayDuration(rule.interval)} (pingInterval) and that ${sayDuration(rule.timeout)} more may pass (pingTimeout). ` +
        `Since #${last.frame} none came: the ${rule.pinger === 'sent' ? 'page stopped (a throttled timer in a background tab, a long task)' : 'server stopped, or its frames no longer get here'}. The other side takes the connection for dead.`,
    );

  const expect = (connection: number, { rule, unanswered, last }: Ruled): void => {
    const time = unanswered ? unanswered.time + rule.timeout : last.time + rule.interval + rule.timeout;
    due.add(connection, time);
    alarm.at(time);
  };

  const check = (now: number, connection: number): void => {
    const each = ruled.get(connection);
    if (!each || each.told) return;
    const { rule, unanswered, last } = each;
    if (unanswered && now - unanswered.time > rule.timeout) {
      each.told = true;
      noPong(connection, each, unanswered);
    } else if (!unanswered && now - last.time > rule.interval + rule.timeout) {
      each.told = true;
      noPing(connection, each);
    } else expect(connection, each);
  };

  const letGo = (connection: number): void => {
    ruled.delete(connection);
    due.delete(connection);
    for (const pinger of ['sent', 'received']) {
      open.delete(`${connection}|${pinger}`);
      answered.delete(`${connection}|${pinger}`);
    }
    spoke.delete(connection);
  };

  return {
    reads: ['beats', 'beat-rule'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind !== 'beats' && link.kind !== 'beat-rule') continue;
        const beat = { frame: packet.frame, time: packet.time };
        spoke.add(packet.connection);
        if (link.kind === 'beat-rule') {
          const begun: Ruled = { rule: link, last: beat, unanswered: null, told: false };
          ruled.set(packet.connection, begun);
          expect(packet.connection, begun);
          continue;
        }
        const pinger =
          link.beat === 'ping' ? packet.direction : packet.direction === 'sent' ? 'received' : 'sent';
        const rule = ruled.get(packet.connection);
        if (rule?.rule.pinger === pinger) {
          if (link.beat === 'ping') rule.last = beat;
          rule.unanswered = link.beat === 'ping' ? beat : null;
          rule.told = false;
          expect(packet.connection, rule);
          continue;
        }
        const key = `${packet.connection}|${pinger}`;
        if (link.beat === 'pong') {
          open.delete(key);
          answered.add(key);
          continue;
        }
        const before = open.get(key);
        open.set(key, beat);
        if (!before || !answered.has(key)) continue;
        const waited = sayDuration(packet.time - before.time);
        missed(
          packet.connection,
          packet.time,
          [before.frame, packet.frame],
          `A ping got no pong in ${waited}`,
          `The ${nameOf(pinger)} sent a ping and, ${waited} later, the next one, with no pong between. Earlier pings were answered: the other side was busy, gone, or the connection is half-open.`,
        );
      }
    },
    missedOn: (connection) => missedOn.has(connection),
    tick(now) {
      for (const connection of due.take(now)) check(now, connection);
      alarm.at(due.next);
    },
    closed(connection, time) {
      // The timer that ended it ran elsewhere, and ends it in the very moment that the rule names.
      if (connection.endedBy === 'close') check(time + timerSlack, connection.id);
      letGo(connection.id);
    },
    forget(isListed) {
      for (const connection of spoke) if (!isListed(connection)) letGo(connection);
    },
  };
}
