/** The true history of ObjectStack's example to-do app: a renamed object, dropped fields. */
import { describeHistory } from './history.ts';

describeHistory('app-todo');
