type Data = Readonly<Record<string, unknown>>;

/** Answers a request after `data.delay` ms, echoing its id; what cannot be answered is answered with an error. */
export function answerRequest(id: string, type: string, data: Data, send: (answer: object) => void): void {
  const delay = typeof data.delay === 'number' ? Math.min(data.delay, 60_000) : 0;
  setTimeout(() => send(answerTo(id, type, data)), delay);
}

function answerTo(id: string, type: string, data: Data): object {
  switch (type) {
    case 'user.get':
      return { id, type: 'user.get.response', data: { user: data.user, name: 'Mina', plan: 'pro' } };
    case 'report.build':
      return { id, type: 'report.build.response', data: { rows: 1204 } };
    case 'room.join':
      return { id, type: 'error', code: 'NotFound', message: `no such room: ${String(data.room)}` };
    default:
      return { id, type: 'error', code: 'UnknownType', message: `no handler for ${type}` };
  }
}
