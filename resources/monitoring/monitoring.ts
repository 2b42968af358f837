import { alarmResources } from './alarms.ts';
import { dashboardResource } from './dashboard.ts';
import { metricFilterResources } from './metric-filters.ts';

/** CloudFormation: the alarms, the dashboard, and the metrics that are made of logs. */
export const monitoring = {
  Conditions: { ServesOrganization: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OrganizationId' }, 'none'] }] } },
  Resources: { ...metricFilterResources, ...alarmResources, Dashboard: dashboardResource },
};
