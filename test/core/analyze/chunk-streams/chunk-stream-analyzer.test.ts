import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../../src/analyze/report/report.ts';
import { analyse, finished } from '../../../support/frame-script.ts';

const start = (chunks: number, size: number) =>
  `open 1 ws://app.example/rt\n> {"type":"file.start","data":{"name":"scan.pdf","size":${size},"chunks":${chunks}}}\n`;
const one = '> bytes(100)\n';
const end = '> {"type":"file.end"}\n';
const states = (script: string) => analyse(script).chunkStreams.map((each) => [each.state, each.carried]);
const codes = (script: string, now?: number) => analyse(script, now).findings.map((each) => each.code);

describe('chunk streams (domain.md §3)', () => {
  it('completes when counts and bytes agree, with text between', async () => {
    const script = `${start(2, 150)}${one}> {"type":"chat"}\n> bytes(50)\n${end}`;
    expect(states(script)).toEqual([['complete', { bytes: 150, chunks: 2 }]]);
    const report = await buildReport(finished(script));
    expect(report.chunkStreams[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.exchanges).toEqual([]);
  });

  it('is partial with fewer chunks, a mismatch with more or with other bytes', () => {
    expect(states(`${start(3, 300)}${one}${one}${end}`)[0]?.[0]).toBe('partial');
    expect(states(`${start(1, 100)}${one}${one}${end}`)[0]?.[0]).toBe('mismatch');
    expect(states(`${start(2, 201)}${one}${one}${end}`)[0]?.[0]).toBe('mismatch');
    expect(states(`${start(0, 0)}${end}`)).toEqual([['complete', { bytes: 0, chunks: 0 }]]);
  });

  it('is partial at a drop and complete after a resume on the next connection', () => {
    const drop = `${start(3, 300)}${one}${one}+1s 1 close 1006\n`;
    expect(states(drop)).toEqual([['partial', { bytes: 200, chunks: 2 }]]);
    expect(codes(drop)).toContain('chunk-stream-partial');
    const resume = `${drop}+1s open 2 ws://app.example/rt\n2> {"type":"file.resume","data":{"name":"scan.pdf","chunk":2}}\n${one}${end}`;
    const [stream] = analyse(resume).chunkStreams;
    expect(stream).toMatchObject({
      state: 'complete',
      resumes: 1,
      connections: [1, 2],
      carried: { bytes: 300, chunks: 3 },
    });
    expect(codes(resume)).toEqual(['close-abnormal']);
  });

  it('goes on with one whose end was sent before the drop, when the receiver had less', () => {
    const ended = `${start(3, 300)}${one}${one}${one}${end}`;
    expect(states(`${ended}+1s 1 close 1006\n`)).toEqual([['complete', { bytes: 300, chunks: 3 }]]);
    const back = `${ended}+1s 1 close 1006\n+1s open 2 ws://app.example/rt\n`;
    const resume = `${back}2> {"type":"file.resume","data":{"name":"scan.pdf","chunk":1}}\n`;
    expect(states(resume)).toEqual([['open', { bytes: 100, chunks: 1 }]]);
    const [stream] = analyse(`${resume}${one}${one}${end}`).chunkStreams;
    expect(stream).toMatchObject({ state: 'complete', resumes: 1, connections: [1, 2], endFrame: 9 });
    expect(codes(`${resume}${one}${one}${end}`)).not.toContain('chunk-unexpected');
    // Of one that carried less than this, or of another name, it is not.
    expect(states(`${back}2> {"type":"file.resume","data":{"name":"scan.pdf","chunk":4}}\n`)[0]?.[0]).toBe(
      'complete',
    );
    expect(states(`${back}2> {"type":"file.resume","data":{"name":"b","chunk":1}}\n`)[0]?.[0]).toBe(
      'complete',
    );
  });

  it('takes back what it found where a transfer was ended with more than it had declared', () => {
    const more = `${start(1, 100)}${one}${one}${end}`;
    expect(codes(more)).toEqual(['chunk-stream-mismatch']);
    const resumed = `${more}> {"type":"file.resume","data":{"name":"scan.pdf","chunk":1}}\n${end}`;
    expect(states(resumed)).toEqual([['complete', { bytes: 100, chunks: 1 }]]);
    expect(codes(resumed)).toEqual(['chunk-resume-overlap']);
  });

  it('tells a resume that overlaps and one that leaves a hole', () => {
    const drop = `${start(3, 300)}${one}${one}+1s 1 close 1006\nopen 2 ws://app.example/rt\n`;
    const at = (chunk: number) => `${drop}2> {"type":"file.resume","data":{"chunk":${chunk}}}\n`;
    expect(codes(at(1))).toContain('chunk-resume-overlap');
    expect(states(`${at(1)}${one}${one}${end}`)).toEqual([['complete', { bytes: 300, chunks: 3 }]]);
    expect(codes(at(3))).toContain('chunk-resume-hole');
  });

  it('tells stalls and binary with no transfer open', () => {
    expect(codes(`${start(2, 200)}${one}`, 5_001)).toEqual(['chunk-stream-stalled']);
    expect(codes(`${start(1, 100)}${one}${end}${one}`)).toEqual(['chunk-unexpected']);
  });

  it('calls two transfers without ids ambiguous', () => {
    const second = '> {"type":"file.start","data":{"name":"b","size":100,"chunks":1}}\n';
    expect(analyse(`${start(1, 100)}${second}${one}`).chunkStreams.map((each) => each.state)).toEqual([
      'ambiguous',
      'ambiguous',
    ]);
  });
});
