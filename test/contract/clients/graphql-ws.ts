/** A query, a failing one, one that is not valid, and subscriptions side by side, one left early. */
export default async (): Promise<unknown> => {
  const { graphqlWs } = window as unknown as { graphqlWs: typeof import('graphql-ws') };
  const seen: unknown[] = [];
  const client = graphqlWs.createClient({
    url: `${location.origin.replace('http', 'ws')}/graphql`,
    lazy: false,
    on: {
      connecting: () => seen.push('connecting'),
      opened: () => seen.push('opened'),
      connected: () => seen.push('connected'),
      closed: (event) => seen.push(['closed', (event as CloseEvent).code]),
    },
  });
  const run = (query: string): Promise<unknown> =>
    new Promise((resolve) => {
      const values: unknown[] = [];
      client.subscribe(
        { query },
        {
          next: (value) => values.push(value),
          error: (error) => resolve([...values, 'error', error]),
          complete: () => resolve([...values, 'complete']),
        },
      );
    });
  seen.push(await run('{ greeting(name: "sock") }'));
  seen.push(await run('{ broken }'));
  seen.push(await run('{ missing }'));
  seen.push(await Promise.all([run('subscription { count(to: 3) }'), run('subscription { count(to: 5) }')]));
  const first = await client.iterate({ query: 'subscription { count(to: 100) }' }).next();
  seen.push(first);
  await client.dispose();
  return seen;
};
