import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runReport } from '../../../cli/report.ts';
import { buildReport, type Report } from '../../../src/analyze/report/report.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import {
  type CorpusSession,
  printConventions,
  printReport,
  readCorpus,
  sortFindings,
} from '../../support/corpus.ts';
import { logOf } from '../../support/frame-script.ts';

const corpus = readCorpus();

const analysed = (session: CorpusSession) => {
  const log = logOf(session.script);
  const analysis = createAnalysis(log);
  const end = session.end ?? log.lastTime;
  analysis.finish(end);
  return { log, analysis, end };
};

describe('the corpus of dialects (test/fixtures/sessions)', () => {
  it('has at least forty sessions', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(40);
  });

  it.each(corpus.map((session) => [session.name, session] as const))('%s', async (_name, session) => {
    const { analysis } = analysed(session);
    const lines = printReport(await buildReport(analysis));
    expect(lines).toEqual(sortFindings(session.expected));
    for (const finding of analysis.findings) {
      for (const frame of finding.frames) expect(analysis.log.frame(frame)).toBeDefined();
      const { subject } = finding;
      if (subject?.kind === 'exchange') expect(analysis.exchange(subject.id)).toBeDefined();
      if (subject?.kind === 'delivery') expect(analysis.delivery(subject.id)).toBeDefined();
      if (subject?.kind === 'chunk-stream') expect(analysis.chunkStream(subject.id)).toBeDefined();
    }
    expect(printConventions(analysis)).toEqual(
      session.conventions.filter((line) => !line.endsWith(' nothing')),
    );
  });

  it.each(corpus.map((session) => [session.name, session] as const))(
    '%s: the command line says what the panel shows',
    async (_name, session) => {
      const { log, end } = analysed(session);
      // The panel's way: in small slices, the clock moving between, then over.
      const panel = createAnalysis(log);
      for (let time = 0; time <= end; time += end / 7 || 1) panel.pump(Math.min(time, log.lastTime), 0);
      panel.finish(end);
      const shown = await buildReport(panel);

      const folder = await mkdtemp(join(tmpdir(), 'sockscope-corpus-'));
      const path = join(folder, 'session.sockscope');
      await writeFile(path, await writeSockscope(log, { createdAt: log.startedAt + end, version: 'test' }));
      let said = '';
      const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        said += String(text);
        return true;
      });
      try {
        await runReport([path, '--json']);
      } finally {
        write.mockRestore();
        await rm(folder, { recursive: true });
      }
      expect(JSON.parse(said) as Report).toEqual(JSON.parse(JSON.stringify(shown)));
    },
  );
});
