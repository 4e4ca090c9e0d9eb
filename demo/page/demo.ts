import { exercises } from './exercises.ts';
import { mountExercises } from './mount-exercises.ts';
import { createRealtimeClient } from './realtime-client.ts';

const id = crypto.randomUUID();
const client = createRealtimeClient(`ws://${location.host}/rt?client=${id}`);

const control = async (command: string): Promise<void> => {
  await fetch(`/control?client=${id}&${command}`, { method: 'POST' });
};

mountExercises(
  exercises.map((exercise) => ({
    ...exercise,
    async start() {
      await client.opened();
      return exercise.run(client, control);
    },
  })),
);
