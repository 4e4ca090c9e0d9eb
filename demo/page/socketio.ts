import { mountExercises } from './mount-exercises.ts';
import { exercises } from './socketio-exercises.ts';

mountExercises(exercises);
