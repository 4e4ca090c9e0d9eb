import { createRingMap, type RingMap } from '../../base/ring-map.ts';
import { bareKey } from '../../decode/key.ts';
import type { AsksLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Frame, SessionLog } from '../../session/session.ts';
import { isSameButForNumber, isSentAgain, ripeAfter } from '../content/same-content.ts';
import type { ExchangeAnalyzer } from '../exchanges/exchange-analyzer.ts';
import type { Exchange } from '../results.ts';

/** Requests of one name that were not answered at once and are compared with a new one, the latest; answered ones, to see what recurs. */
const maxSlow = 4;
const maxAnswered = 4;
/** Connections, and names on each, that are followed. */
const maxConnections = 100;
const maxNames = 200;

/** Requests of one name on one connection, by one side: ids of exchanges. */
interface Group {
  readonly slow: number[];
  readonly answered: number[];
  /** ms of the longest answer. */
  longest: number;
}

export interface RepeatedAsk {
  readonly first: Exchange;
  /** ms that answers to such requests take at most. */
  readonly longest: number;
}

/**
 * Finds the request that a new one repeats, under a new id or the same, in protocols that do not say so. Requests that are answered at once cost
 * one look at the exchange; texts are compared only with those that are not.
 */
export interface RepeatedAsks {
  /**
   * The unanswered exchange that asks the same as this packet; undefined where there is none.
   * @param connections of its chain
   */
  before(packet: Packet, link: AsksLink, connections: readonly number[]): RepeatedAsk | undefined;
}

export function createRepeatedAsks(log: SessionLog, exchanges: ExchangeAnalyzer): RepeatedAsks {
  const { list } = exchanges;
  const forget = (group: Group): void => {
    waiting -= group.slow.length;
    if (last?.group === group) last = undefined;
  };
  const byConnection = createRingMap<number, RingMap<string, Group>>(maxConnections, (groups) => {
    for (const each of groups.values()) forget(each);
  });
  /** Requests in all groups that were not answered at once: while there are none, nothing can be repeated. */
  let waiting = 0;
  /** Id of the first exchange that is not ripe yet. */
  let unripe = 0;

  /** The one before: most requests come in runs of a kind. */
  let last: { readonly connection: number; readonly key: string; readonly group: Group } | undefined;

  const groupOf = ({ connection, asker, name }: Exchange): Group => {
    const key = asker === 'sent' ? name : `${name} received`;
    if (last?.connection === connection && last.key === key) return last.group;
    let groups = byConnection.get(connection);
    if (!groups) {
      groups = createRingMap(maxNames, forget);
      byConnection.set(connection, groups);
    }
    let group = groups.get(key);
    if (!group) {
      group = { slow: [], answered: [], longest: 0 };
      groups.set(key, group);
    }
    last = { connection, key, group };
    return group;
  };

  const noteAnswer = (group: Group, { id, latencyMs }: Exchange): void => {
    if (latencyMs !== null && latencyMs > group.longest) group.longest = latencyMs;
    if (group.answered.push(id) > maxAnswered) group.answered.shift();
  };

  /** Judged by when the answer came, not by whether it is there: so that it does not matter what else makes the clock move. */
  const ripen = (now: number): void => {
    unripe = Math.max(unripe, list.next - list.all.length);
    for (let each = list.get(unripe); each && each.requestedAt <= now - ripeAfter; each = list.get(unripe)) {
      unripe++;
      if (each.longHeld) continue;
      const group = groupOf(each);
      if (each.latencyMs !== null && each.latencyMs <= ripeAfter) noteAnswer(group, each);
      else if (group.slow.push(each.id) > maxSlow) group.slow.shift();
      else waiting++;
    }
  };

  /** Groups of the chain, the latest connection first; what was answered meanwhile is noted as such. */
  const groupsOf = (packet: Packet, connections: readonly number[]): readonly Group[] => {
    const key = packet.direction === 'sent' ? packet.name : `${packet.name} received`;
    const groups: Group[] = [];
    for (let at = connections.length - 1; at >= Math.max(0, connections.length - 8); at--) {
      const group = byConnection.get(connections[at]!)?.get(key);
      if (!group) continue;
      groups.push(group);
      for (let nth = group.slow.length - 1; nth >= 0; nth--) {
        const each = list.get(group.slow[nth]!);
        if (each && waits(each)) continue;
        group.slow.splice(nth, 1);
        waiting--;
        if (each) noteAnswer(group, each);
      }
    }
    return groups;
  };

  return {
    before(packet, link, connections) {
      ripen(packet.time);
      if (waiting === 0 || !exchanges.expectsAnswers(packet.connection, packet.direction)) return undefined;
      const groups = groupsOf(packet, connections);
      const own = bareKey(link.key);
      let frame: Frame | undefined;
      const isSame = (id: number): boolean => {
        const each = list.get(id);
        if (each?.scope !== (link.scope ?? '')) return false;
        frame ??= log.frame(packet.frame);
        const before = log.frame(each.requestFrame);
        return each.key === link.key
          ? isSentAgain(before, frame, log.startedAt)
          : isSameButForNumber(before, bareKey(each.key), frame, own, log.startedAt);
      };
      for (const { slow } of groups) {
        const first = slow.findLast(isSame);
        if (first === undefined) continue;
        // What is asked again and again and answered each time is a poll: it stays one while an answer is missing.
        if (groups.some((each) => each.answered.some(isSame))) return undefined;
        return { first: list.get(first)!, longest: Math.max(...groups.map((each) => each.longest)) };
      }
      return undefined;
    },
  };
}

const waits = ({ state }: Exchange): boolean =>
  state === 'pending' || state === 'overdue' || state === 'unanswered';
