import { createConventionBook } from '../decode/convention-book.ts';
import type { SessionLog } from '../session/session.ts';
import type { Analysis } from './analysis.ts';
import { createPass } from './analysis-pass.ts';
import { decodeAgain } from './decode-again.ts';
import { newestOrder } from './newest-order.ts';
import { type AnalysisSettings, defaultSettings } from './settings.ts';

export function createAnalysis(log: SessionLog, settings: AnalysisSettings = defaultSettings): Analysis {
  const book = createConventionBook(settings.rules);
  let pass = createPass(log, settings, book);
  let generation = 0;
  let version = 0;
  let finished = false;

  const anew = (): void => {
    generation++;
    pass = createPass(log, settings, book);
  };

  return {
    log,
    settings,
    get version() {
      return version;
    },
    get generation() {
      return generation;
    },
    get behind() {
      return pass.order < newestOrder(log);
    },
    get lastFrame() {
      return pass.lastFrame;
    },
    get disordered() {
      return pass.disordered;
    },
    get noise() {
      return pass.roles.noise;
    },
    get progress() {
      const newest = newestOrder(log);
      return newest <= 0 ? 1 : Math.min(1, Math.max(0, pass.order / newest));
    },
    get exchanges() {
      return pass.exchanges.list.all;
    },
    get deliveries() {
      return pass.deliveries.list.all;
    },
    get chunkStreams() {
      return pass.chunkStreams.list.all;
    },
    get numberings() {
      return pass.deliveries.numberings;
    },
    get latencies() {
      return pass.exchanges.latencies.stats;
    },
    get breaks() {
      return pass.breaks.all;
    },
    get chains() {
      return pass.chains.all;
    },
    get arriving() {
      return pass.arriving;
    },
    get events() {
      return pass.events.all;
    },
    get entries() {
      return pass.events.entries;
    },
    fate: (frame) => pass.events.fate(frame),
    get findings() {
      return pass.findings.all;
    },
    exchange: (id) => pass.exchanges.list.get(id),
    delivery: (id) => pass.deliveries.list.get(id),
    chunkStream: (id) => pass.chunkStreams.list.get(id),
    chainOf: (connection) => pass.chains.of(connection),
    decoderOf: (connection) => pass.decoderOf(connection).id,
    conventionOf(id) {
      const connection = log.connection(id);
      return connection && book.report(connection);
    },
    role: (frame) => pass.roles.read(frame),
    packets(number) {
      const frame = log.frame(number);
      const connection = frame && log.connection(frame.connection);
      if (!frame || !connection) return [];
      const decoder = pass.decoderOf(connection.id);
      const role = pass.roles.read(number);
      const request = role?.exchange == null ? undefined : pass.exchanges.list.get(role.exchange);
      return decodeAgain(log, connection, decoder, number, role, request, book.of(connection));
    },
    pump(now, budgetMs = Number.POSITIVE_INFINITY) {
      if (finished) return true;
      const until = budgetMs === Number.POSITIVE_INFINITY ? budgetMs : performance.now() + budgetMs;
      const before = pass.clock;
      let done = pass.take(until);
      let moved = done.taken > 0;
      while (done.relearned) {
        moved = true;
        anew();
        done = pass.take(until);
      }
      if (done.caughtUp) pass.tick(now);
      if (moved || pass.clock > before) version++;
      return done.caughtUp;
    },
    finish(end) {
      if (finished) return;
      this.pump(end);
      if (book.conclude()) {
        anew();
        this.pump(end);
      }
      finished = true;
      pass.finish(end);
      version++;
    },
  };
}
