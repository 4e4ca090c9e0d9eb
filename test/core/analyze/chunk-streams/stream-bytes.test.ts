import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assembleStream, joinParts } from '../../../../src/analyze/chunk-streams/stream-bytes.ts';
import { fileNameOf, previewKind } from '../../../../src/layout/preview.ts';
import { throughputOf } from '../../../../src/layout/throughput-layout.ts';
import { analyse } from '../../../support/frame-script.ts';

const carried = (script: string): Uint8Array | string => {
  const analysis = analyse(`open 1 ws://app.example/rt\n${script}`);
  const assembled = assembleStream(analysis.log, analysis.chunkStreams[0]!);
  return assembled.ok ? joinParts(assembled.parts) : assembled.why;
};
const text = (script: string): string => {
  const bytes = carried(script);
  return typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
};

describe('what a stream carried, put together', () => {
  it('from base64 in JSON, in order of the chunks', () => {
    const chunk = (index: number, data: string): string =>
      `> {"type":"file.chunk","data":{"index":${index},"data":"${Buffer.from(data).toString('base64')}"}}`;
    expect(
      text(
        `> {"type":"file.start","data":{"name":"n"}}\n${chunk(0, 'abc')}\n${chunk(2, 'ghi')}\n${chunk(1, 'def')}`,
      ),
    ).toBe('abcdefghi');
    expect(text(`> {"type":"file.start","data":{"name":"n"}}\n${chunk(0, 'abc')}\n${chunk(2, 'ghi')}`)).toBe(
      'chunk 1 is missing',
    );
  });

  it('from text deltas, and from behind a header', () => {
    expect(
      text('< {"id":"m","type":"x.delta","delta":"Grüß "}\n< {"id":"m","type":"x.delta","delta":"dich"}'),
    ).toBe('Grüß dich');
    expect(
      carried(
        '> {"type":"file.start","data":{"name":"n"}}\n> framed({"index":0})+hex(0102)\n> framed({"index":1})+hex(03)',
      ),
    ).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('is compared with the declared hash', () => {
    const bytes = Uint8Array.from({ length: 10 }, (_, at) => at);
    const state = (sha256: string) =>
      analyse(
        `open 1 ws://a/\n> {"type":"file.start","data":{"name":"n","sha256":"${sha256}"}}\n> bytes(10)\n> {"type":"file.end"}`,
      ).chunkStreams[0]!;
    const right = createHash('sha256').update(bytes).digest('hex');
    expect(state(right)).toMatchObject({ state: 'complete', sha256: right });
    expect(state('0'.repeat(64))).toMatchObject({ state: 'mismatch', sha256: right });
  });

  it('has a rate over its time', () => {
    const analysis = analyse(
      'open 1 ws://a/\n> {"type":"file.start","data":{"name":"n"}}\n+500ms > bytes(1000)\n+500ms > bytes(1000)\n> {"type":"file.end"}',
    );
    const throughput = throughputOf(analysis.log, analysis.chunkStreams[0]!, 4)!;
    expect(throughput).toMatchObject({ bytes: [0, 0, 1000, 1000], step: 250, mean: 2000, peak: 4000 });
  });
});

describe('what a preview can show', () => {
  it.each([
    [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image', 'scan.png'],
    [[0xff, 0xd8, 0xff, 0xe0], 'image', 'scan.jpg'],
    [[...Buffer.from('{"a":[1]}')], 'json', 'scan.json'],
    [[...Buffer.from('{"a":')], 'text', 'scan.txt'],
    [[...Buffer.from('plain words')], 'text', 'scan.txt'],
    [[...Buffer.from('<svg onload="x()"/>')], 'text', 'scan.txt'],
    [[0, 1, 2], 'binary', 'scan.bin'],
  ])('%j is %s', (bytes, kind, name) => {
    const found = previewKind(Uint8Array.from(bytes));
    expect(found.kind).toBe(kind);
    expect(fileNameOf('scan', found)).toBe(name);
  });

  it('makes a safe file name', () => {
    expect(fileNameOf('../../etc/pass wd.tar.gz', { kind: 'binary' })).toBe('.._.._etc_pass wd.tar.gz');
    expect(fileNameOf('', { kind: 'text' })).toBe('stream.txt');
  });
});
