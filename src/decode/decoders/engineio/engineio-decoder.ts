import type { Decoder } from '../../decoder.ts';
import { createEngineConnection, engineLabel, enginePacket, engineUrl } from './engine-connection.ts';

/** `0{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`; a longer one is none. */
function isHandshake(text: string): boolean {
  if (!text.startsWith('0{') || text.length > longestHandshake) return false;
  const sid = text.indexOf('"sid":');
  return sid > 0 && text.includes('"pingInterval":', sid);
}
const longestHandshake = 64 * 1024;

/** Engine.IO that carries something else than Socket.IO: messages are the application's own. */
export const engineioDecoder: Decoder = {
  id: 'engineio',
  label: engineLabel,
  summarises: true,
  detect(connection, first) {
    const url = engineUrl(connection.url);
    const opened = first.some((frame) => typeof frame.data === 'string' && isHandshake(frame.data));
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
