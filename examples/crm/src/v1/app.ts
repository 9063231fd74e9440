// The one app of the package: what the navigation shows.
import type { App } from '@objectstack/spec/ui';

export const app: App = {
  name: 'crm_app',
  label: 'CRM',
  description: 'Customers, deals and support.',
  icon: 'briefcase',
  branding: { primaryColor: '#2563EB' },
  navigation: [
    {
      id: 'group_sales',
      type: 'group',
      label: 'Sales',
      icon: 'briefcase',
      children: [
        { id: 'nav_leads', type: 'object', label: 'Leads', icon: 'funnel', objectName: 'crm_lead' },
        {
          id: 'nav_accounts',
          type: 'object',
          label: 'Accounts',
          icon: 'building',
          objectName: 'crm_account',
        },
        { id: 'nav_contacts', type: 'object', label: 'Contacts', icon: 'user', objectName: 'crm_contact' },
        {
          id: 'nav_pipeline',
          type: 'object',
          label: 'Pipeline',
          icon: 'trending-up',
          objectName: 'crm_opportunity',
          viewName: 'pipeline',
        },
        { id: 'nav_quotes', type: 'object', label: 'Quotes', icon: 'file-text', objectName: 'crm_quote' },
        { id: 'nav_products', type: 'object', label: 'Products', icon: 'package', objectName: 'crm_product' },
      ],
    },
    {
      id: 'group_market',
      type: 'group',
      label: 'Market',
      icon: 'megaphone',
      children: [
        {
          id: 'nav_campaigns',
          type: 'object',
          label: 'Campaigns',
          icon: 'megaphone',
          objectName: 'crm_campaign',
        },
        {
          id: 'nav_competitors',
          type: 'object',
          label: 'Competitors',
          icon: 'swords',
          objectName: 'crm_competitor',
        },
      ],
    },
    {
      id: 'group_service',
      type: 'group',
      label: 'Service',
      icon: 'life-buoy',
      children: [
        {
          id: 'nav_cases',
          type: 'object',
          label: 'Open Cases',
          icon: 'life-buoy',
          objectName: 'crm_case',
          viewName: 'open',
        },
        {
          id: 'nav_activities',
          type: 'object',
          label: 'Activities',
          icon: 'calendar-check',
          objectName: 'crm_activity',
        },
      ],
    },
    {
      id: 'group_insight',
      type: 'group',
      label: 'Insight',
      icon: 'chart-bar',
      children: [
        {
          id: 'nav_overview',
          type: 'dashboard',
          label: 'Overview',
          icon: 'layout-dashboard',
          dashboardName: 'crm_overview',
        },
        {
          id: 'nav_pipeline_report',
          type: 'report',
          label: 'Pipeline by Stage',
          icon: 'table',
          reportName: 'crm_pipeline_by_stage',
        },
      ],
    },
  ],
};
