import type { OpenDevTools } from './devtools-panel.ts';
import type { EchoServer } from './echo-server.ts';

/** Sends 10 numbers every 5 ms, each of which comes back, in order; on its way out it says how far it came. */
export const numbersPage = (server: EchoServer): string =>
  server.page(
    '/numbers',
    `<script>
      let sent = 0;
      let received = 0;
      const ws = new WebSocket('${server.ws}');
      ws.onmessage = ({ data }) => { if (Number(data) !== ++received) console.error('received ' + data); };
      ws.onopen = () => setInterval(() => { for (let at = 0; at < 10; at++) ws.send(String(++sent)); }, 5);
      addEventListener('pagehide', () => sessionStorage.setItem('sent', sent));
    </script>`,
  );

export interface Told {
  readonly connection: number;
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/** The numbers that the frames of each connection carry, in the order of the log, from where the panel reads them too. */
export function numbersByConnection(devtools: OpenDevTools): Promise<Told[]> {
  return devtools.evaluate<Told[]>(`(() => {
    const { log } = sockscopeHost;
    const told = new Map();
    for (let number = log.firstFrame; number <= log.lastFrame; number++) {
      const { connection, direction, data } = log.frame(number);
      if (!told.has(connection)) told.set(connection, { connection, sent: [], received: [] });
      told.get(connection)[direction].push(Number(data));
    }
    return [...told.values()];
  })()`);
}

/** Numbers that are missing between the first and the last; less than 0 where some are there twice. */
export const holes = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number, at) => (at === 0 ? 0 : sum + number - numbers[at - 1]! - 1), 0);
