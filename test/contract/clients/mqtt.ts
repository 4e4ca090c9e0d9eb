/** Publishes and receives at every quality of service, with a retained message and a large one. */
export default async (): Promise<unknown> => {
  const { mqtt } = window as unknown as { mqtt: typeof import('mqtt') };
  const seen: unknown[] = [];
  const client = await mqtt.connectAsync(location.origin.replace('http', 'ws'), {
    clientId: 'client',
    keepalive: 1,
  });
  client.on('message', (topic, payload, { qos, retain }) =>
    seen.push([topic, payload.length, payload.toString().slice(0, 20), qos, retain]),
  );
  client.on('close', () => seen.push('close'));
  const granted = await client.subscribeAsync({ 'room/+': { qos: 2 }, 'other/#': { qos: 0 } });
  seen.push(granted.map(({ topic, qos }) => [topic, qos]));
  for (const qos of [0, 1, 2] as const) {
    const heard = new Promise((resolve) => client.once('message', resolve));
    await client.publishAsync('room/a', `at ${qos}`, { qos });
    await heard;
  }
  const large = new Promise((resolve) => client.once('message', resolve));
  await client.publishAsync('other/large', 'x'.repeat(200_000), { qos: 1 });
  await large;
  await client.unsubscribeAsync('room/+');
  await client.publishAsync('room/a', 'unheard', { qos: 1 });
  await client.endAsync();
  return seen;
};
