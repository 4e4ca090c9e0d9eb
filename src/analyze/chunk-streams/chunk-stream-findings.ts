import { sayBytes, sayDuration, sayPlural } from '../../base/say.ts';
import type { Packet } from '../../decode/packet.ts';
import type { ChunkStream, Finding } from '../results.ts';

type StreamCode = 'chunk-stream-partial' | 'chunk-stream-mismatch' | 'chunk-stream-stalled';

/** @param why for `chunk-stream-partial`: what cut it short, as a clause */
export function streamFinding(code: StreamCode, stream: ChunkStream, time: number, why = ''): Finding {
  return {
    key: `${code}:${stream.id}`,
    code,
    severity: code === 'chunk-stream-stalled' ? 'warning' : 'error',
    connection: stream.connections.at(-1) ?? 0,
    time,
    frames: [stream.startFrame, ...lastChunk(stream), ...(stream.endFrame === null ? [] : [stream.endFrame])],
    ...say(code, stream, time, why),
    subject: { kind: 'chunk-stream', id: stream.id },
  };
}

const lastChunk = (stream: ChunkStream): readonly number[] => {
  const frame = stream.chunkFrames.at(-1);
  return frame === undefined ? [] : [frame];
};

const carriedOf = (stream: ChunkStream): string =>
  `${sayPlural(stream.carried.chunks, 'chunk')} (${sayBytes(stream.carried.bytes)})`;

function declaredOf(stream: ChunkStream): string {
  const { chunks, bytes } = stream.declared;
  const parts = [
    chunks === null ? null : sayPlural(chunks, 'chunk'),
    bytes === null ? null : `${sayBytes(bytes)} (${bytes} bytes)`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `${parts.join(', ')} declared` : 'nothing declared';
}

function say(
  code: StreamCode,
  stream: ChunkStream,
  time: number,
  why: string,
): { title: string; detail: string } {
  switch (code) {
    case 'chunk-stream-partial':
      return {
        title: `${stream.name} is partial: ${sayPlural(stream.carried.chunks, 'chunk')}${stream.declared.chunks === null ? '' : ` of ${stream.declared.chunks}`}`,
        detail: `${stream.name} had carried ${carriedOf(stream)} of ${declaredOf(stream)} when ${why}. Unless it is resumed, the ${stream.direction === 'sent' ? 'server' : 'page'} holds a partial file: it should discard it or wait for a resume.`,
      };
    case 'chunk-stream-mismatch':
      if (stream.sha256 !== null && stream.sha256 !== stream.declaredSha256)
        return {
          title: `${stream.name} has another SHA-256 than was declared`,
          detail: `${stream.name} carried ${carriedOf(stream)}, as many as declared, with SHA-256 ${stream.sha256}; declared is ${stream.declaredSha256}. The data changed after it was hashed, or chunks are in the wrong order.`,
        };
      return {
        title: `${stream.name} is not what was declared`,
        detail: `${stream.name} ended with ${carriedOf(stream)}, exactly ${stream.carried.bytes} bytes, but ${declaredOf(stream)}. The receiver should reject it; look for a chunk sent twice, or a size taken before the data changed.`,
      };
    case 'chunk-stream-stalled':
      return {
        title: `${stream.name} stalled`,
        detail: `No chunk of ${stream.name} for more than ${sayDuration(time - stream.activeAt)} while the transfer was open, after ${carriedOf(stream)}. Look at bufferedAmount: a high one means the network or the receiver is slow, zero means the sender stopped sending.`,
      };
  }
}

export function resumeFinding(
  code: 'chunk-resume-overlap' | 'chunk-resume-hole',
  stream: ChunkStream,
  packet: Packet,
  at: number,
  carried: number,
): Finding {
  return {
    key: `${code}:${packet.frame}`,
    code,
    severity: code === 'chunk-resume-overlap' ? 'info' : 'error',
    connection: packet.connection,
    time: packet.time,
    frames: [...lastChunk(stream), packet.frame],
    title:
      code === 'chunk-resume-overlap'
        ? `${stream.name} resumed at chunk ${at}, ${sayPlural(carried - at, 'chunk')} back`
        : `${stream.name} resumed at chunk ${at} and left a hole of ${sayPlural(at - carried, 'chunk')}`,
    detail:
      code === 'chunk-resume-overlap'
        ? `${sayPlural(carried, 'chunk')} had been carried, but the transfer goes on at ${at}. Chunks ${at} to ${carried - 1} were probably lost with the connection and are sent again; a receiver that did get them must overwrite, not append.`
        : `${sayPlural(carried, 'chunk')} had been carried, but the transfer goes on at ${at}: chunks ${carried} to ${at - 1} were never seen. The file will have a hole there; compare what the receiver said it has with the index that was resumed.`,
    subject: { kind: 'chunk-stream', id: stream.id },
  };
}

/** A chunk came whose number is not the next one, with no resume that would explain it. */
export function holeFinding(stream: ChunkStream, packet: Packet, hole: number, index: number): Finding {
  const frame = stream.chunkFrames[hole - 1];
  return {
    key: `chunk-resume-hole:${stream.id}`,
    code: 'chunk-resume-hole',
    severity: 'error',
    connection: packet.connection,
    time: packet.time,
    frames: [...(frame === undefined ? [] : [frame]), packet.frame],
    title: `${stream.name} jumped from chunk ${hole - 1} to ${index}`,
    detail: `Chunk ${index} of ${stream.name} came while chunk ${hole} was due. One connection keeps its order, so chunk ${hole} was not sent, or was sent elsewhere; unless it still comes, the receiver has a hole there.`,
    subject: { kind: 'chunk-stream', id: stream.id },
  };
}

export function chunkUnexpected(packet: Packet, bytes: number): Finding {
  return {
    key: `chunk-unexpected:${packet.frame}`,
    code: 'chunk-unexpected',
    severity: 'warning',
    connection: packet.connection,
    time: packet.time,
    frames: [packet.frame],
    title: 'Binary frame with no transfer open',
    detail: `A chunk of ${sayBytes(bytes)} came on connection #${packet.connection}, where chunks belong to announced transfers, but none was open in this direction. It was sent before its start, after its end, or after a drop without a resume.`,
  };
}
