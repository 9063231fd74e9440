/** The true history of ObjectStack's example CRM: 10 objects dropped at once, 3 renamed, types, keys and lengths changed. */
import { describeHistory } from './history.ts';

describeHistory('app-crm');
