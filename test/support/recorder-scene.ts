import { bye, createHello } from '../../extension/channel/greeting.ts';
import { createMemoryPair } from '../../extension/channel/memory-pair.ts';
import { pack } from '../../extension/channel/packing.ts';
import type { ChannelPort, PortSender } from '../../extension/channel/port.ts';
import { createRecorder } from '../../extension/devtools/recorder.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import { protocolVersion } from '../../src/wire/message.ts';
import * as rowFlags from '../../src/wire/row-flags.ts';

export const tabId = 7;
export const text = 'hello';
/** Wall clock, ms, at which a scene begins; each look at it takes 1 ms. */
export const startOfClock = 1_000_000;

export interface Script {
  readonly bridge: ChannelPort;
  readonly answers: { readonly kind: string }[];
  /** Frames of earlier batches, once more, over this port. */
  readonly batches: readonly object[];
  /** How many facts it has told. */
  readonly orders: number;
  send(...facts: object[]): void;
  /** The document goes away. */
  leave(): void;
  /** One binary frame as a row, on a JSON port packed. */
  sendBytes(number: number, data: Uint8Array): void;
}

/** A recorder with scripted pages at the other end of its ports. */
export function createScene() {
  const log = createSessionLog();
  let clock = startOfClock;
  /** Documents that were woken, and those that are still there. */
  const woken: string[] = [];
  const alive = new Set<string>();
  /** How often a top document went without another in its place. */
  const left = { times: 0 };
  const recorder = createRecorder({
    log,
    tabId,
    numbering: createNumbering(),
    wallClock: () => clock++,
    async wakeBroken(documentId) {
      woken.push(documentId);
      return alive.has(documentId);
    },
    topLeft: () => left.times++,
  });
  /** A page's bridge that has connected, told of its page and of an open connection 1. */
  const visit = (
    sender: Partial<PortSender> = {},
    hello: object = createHello(),
    before?: Script,
    origin = startOfClock,
  ): Script => {
    const [bridge, port] = createMemoryPair({
      tabId,
      frameId: 0,
      documentId: 'one',
      prerender: false,
      ...sender,
    });
    const answers: { kind: string }[] = [];
    const batches: object[] = [...(before?.batches ?? [])];
    let order = before?.orders ?? 0;
    bridge.onMessage((message) => answers.push(message as { kind: string }));
    bridge.onClose(() => answers.push({ kind: 'closed' }));
    recorder.accept(port);
    bridge.post(hello);
    for (const each of batches) bridge.post(each);
    const packed = answers.some((answer) => 'packed' in answer && answer.packed);
    const send = (...facts: object[]): void => {
      const message = {
        kind: 'batch',
        version: protocolVersion,
        batch: batches.length + 1,
        facts: facts.map((fact) => ({ order: order++, time: order, ...fact })),
        cells: new Float64Array(0),
        text: '',
        data: [],
      };
      batches.push(message);
      bridge.post(message);
    };
    const sendBytes = (number: number, data: Uint8Array): void => {
      const cells = Float64Array.of(order++, order, 1, number, rowFlags.binary, data.length);
      const message = {
        kind: 'batch',
        version: protocolVersion,
        batch: batches.length + 1,
        facts: [],
        cells,
        text: '',
        data: [data],
      };
      batches.push(message);
      bridge.post(packed ? JSON.parse(JSON.stringify(pack(message))) : message);
    };
    if (!before)
      send(
        { kind: 'page', page: 0, url: 'http://page/', frame: 'top', origin },
        { kind: 'constructed', connection: 1, page: 0, url: 'ws://s/', protocols: [], readyState: 0 },
        { kind: 'opened', connection: 1, protocol: '', extensions: '' },
      );
    return {
      bridge,
      answers,
      batches,
      get orders() {
        return order;
      },
      send,
      sendBytes,
      leave() {
        bridge.post(bye);
        bridge.close();
      },
    };
  };
  return { log, recorder, visit, woken, alive, left };
}

export const frame = (number: number, data: string | Uint8Array | null = text) => ({
  kind: 'frame',
  connection: 1,
  number,
  direction: 'sent',
  size: data?.length ?? 0,
  data,
  binary: typeof data !== 'string',
});
