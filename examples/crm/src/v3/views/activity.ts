// Views of crm_activity in 2.0.0: they follow the link that became `related_ticket`.
import { followRename } from '../../evolve.ts';
import { activityViews as before } from '../../v2/views/activity.ts';

export const activityViews = followRename(before, 'related_case', 'related_ticket');
