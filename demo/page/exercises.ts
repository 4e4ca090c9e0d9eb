import type { RealtimeClient } from './realtime-client.ts';
import { makeFile, upload } from './upload.ts';

export interface Exercise {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Resolves with what happened, in a sentence. */
  run(client: RealtimeClient, control: Control): Promise<string>;
}

/** Tells the server how to misbehave, beside the inspected traffic. */
export type Control = (command: string) => Promise<void>;

const fileSize = 5 * 1024 * 1024;

export const exercises: readonly Exercise[] = [
  {
    name: 'five-requests',
    title: 'Five requests, answered out of order',
    about: 'Five user.get at once; the server answers the last one first.',
    async run(client) {
      const order: number[] = [];
      const asks = [300, 240, 180, 120, 60].map((delay, user) =>
        client.request('user.get', { user, delay }).then(() => order.push(user)),
      );
      await Promise.all(asks);
      return `answered in the order ${order.join(', ')}`;
    },
  },
  {
    name: 'failed-request',
    title: 'A request that fails',
    about: 'room.join for a room that does not exist.',
    async run(client) {
      return client.request('room.join', { room: 'attic' }).then(
        () => 'joined',
        (error: Error) => error.message,
      );
    },
  },
  {
    name: 'withheld-acks',
    title: 'Acks withheld',
    about: 'payment.confirm is sent three times, 5 s apart, and given up.',
    async run(client, control) {
      await client.deliver('chat.send', { text: 'before' });
      await control('withhold=on');
      const result = await client.deliver('payment.confirm', { orderId: 'A-20419', amount: 42.5 }).then(
        () => 'acknowledged',
        (error: Error) => error.message,
      );
      await control('withhold=off');
      await client.deliver('chat.send', { text: 'after' });
      return result;
    },
  },
  {
    name: 'held-request',
    title: 'A request held for 15 s',
    about:
      'The client times out at 10 s; two others are answered meanwhile, and the late answer still comes.',
    async run(client) {
      const late = client.next('report.build.response');
      const held = client.request('report.build', { delay: 15_000 }).then(
        () => 'in time',
        (error: Error) => error.message,
      );
      await Promise.all([
        client.request('user.get', { user: 1 }),
        client.request('user.get', { user: 2, delay: 400 }),
      ]);
      const result = await held;
      await late;
      return `${result}; the answer came after all`;
    },
  },
  {
    name: 'dropped-unacked',
    title: 'Dropped with packets unacked',
    about:
      'Three packets are not acknowledged before the connection is lost; the client sends them again on the next one.',
    async run(client, control) {
      await control('withhold=on');
      const sent = ['one', 'two', 'three'].map((text) => client.deliver('chat.send', { text }));
      await client.request('user.get', { user: 3 });
      await control('withhold=off&drop=now');
      await Promise.all(sent);
      return 'all three acknowledged after the reconnect';
    },
  },
  {
    name: 'upload',
    title: '5 MB upload',
    about: '80 chunks of 64 KiB, complete and size-checked.',
    async run(client) {
      const result = await upload(client, 'scan.pdf', makeFile(fileSize));
      return `${result.complete ? 'complete' : 'incomplete'}, sha256 ${result.sha256}`;
    },
  },
  {
    name: 'upload-resumed',
    title: '5 MB upload, dropped and resumed',
    about: 'The connection is cut at chunk 43; the client resumes on the next one.',
    async run(client, control) {
      await control('drop-at-chunk=43');
      const result = await upload(client, 'holiday.mov', makeFile(fileSize));
      return `${result.complete ? 'complete' : 'incomplete'} after ${result.resumes} resume, sha256 ${result.sha256}`;
    },
  },
];
