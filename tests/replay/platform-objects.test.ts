/** The true history of ObjectStack's own platform objects, ten releases from 11.7 to 17.4. */
import { describeHistory } from './history.ts';

describeHistory('platform-objects');
