import type { Decoder } from '../../decoder.ts';
import { createEngineConnection, engineLabel, enginePacket, engineUrl } from './engine-connection.ts';

const handshake = /^0\{.*"sid":.*"pingInterval":/s;

/** Engine.IO that carries something else than Socket.IO: messages are the application's own. */
export const engineioDecoder: Decoder = {
  id: 'engineio',
  label: engineLabel,
  summarises: true,
  detect(connection, first) {
    const url = engineUrl(connection.url);
    const opened = first.some((frame) => typeof frame.data === 'string' && handshake.test(frame.data));
    const messages = first.some((frame) => typeof frame.data === 'string' && frame.data.startsWith('4'));
    // Below what is recognised until a message has shown whether Socket.IO is on top.
    if (!url && !opened) return 0;
    return messages || url?.path.includes('/engine.io') ? 0.8 : 0.25;
  },
  create(connection) {
    const engine = createEngineConnection(connection);
    return {
      accept: (frame) =>
        engine.accept(frame).map(({ packet, message }) => {
          if (packet) return packet;
          const { data, span } = message;
          const binary = typeof data !== 'string';
          return enginePacket(frame, {
            kind: 'message',
            name: binary ? 'binary message' : 'message',
            summary: binary ? '' : data.slice(0, 300),
            value: () => data,
            span,
          });
        }),
    };
  },
};
