// Views of crm_activity in 1.1.0: the form asks how it went.
import { addFormFields } from '../../evolve.ts';
import { activityViews as before } from '../../v1/views/activity.ts';

export const activityViews = addFormFields(before, 'activity_about', 'outcome');
