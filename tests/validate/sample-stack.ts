/**
 * Owns a small help desk that names things in as many places as metadata allows. It is sound: no checker finds
 * anything dangling in it, so that whatever a test breaks is the test's own doing.
 */
import type { Stack } from './real-stacks.ts';
import { account, contact, note, ticket } from './sample-objects.ts';

const ticketViews = {
  list: {
    label: 'All',
    type: 'grid',
    data: { provider: 'object', object: 'desk_ticket' },
    columns: [{ field: 'number' }, { field: 'subject' }, { field: 'hours' }],
    searchableFields: ['subject'],
    filterableFields: ['status', 'account'],
    sort: 'opened_on desc',
    bulkActions: ['desk_close'],
    conditionalFormatting: [{ condition: 'record.urgent == true', style: { color: 'red' } }],
  },
  listViews: {
    schedule: {
      label: 'Schedule',
      type: 'calendar',
      data: { provider: 'object', object: 'desk_ticket' },
      columns: ['subject'],
      calendar: { startDateField: 'opened_on', endDateField: 'closed_on', titleField: 'subject' },
    },
    by_status: {
      label: 'By status',
      type: 'chart',
      data: { provider: 'object', object: 'desk_ticket' },
      columns: ['subject'],
      chart: { chartType: 'bar', dataset: 'desk_load', dimensions: ['status'], values: ['tickets'] },
    },
  },
  formViews: {
    edit: {
      type: 'simple',
      data: { provider: 'object', object: 'desk_ticket' },
      sections: [
        { name: 'basics', label: 'Basics', fields: [{ field: 'subject' }, { field: 'account' }] },
        {
          name: 'closing',
          label: 'Closing',
          visibleWhen: "record.status == 'done'",
          fields: ['closed_on', 'hours'],
        },
      ],
    },
  },
};

const escalate = {
  name: 'desk_escalate',
  label: 'Escalate',
  type: 'record_change',
  runAs: 'system',
  status: 'active',
  nodes: [
    {
      id: 'start',
      type: 'start',
      label: 'Start',
      config: {
        objectName: 'desk_ticket',
        triggerType: 'record-after-update',
        condition: "status == 'open' && urgent",
      },
    },
    {
      id: 'find_notes',
      type: 'get_record',
      label: 'Notes',
      config: {
        objectName: 'desk_note',
        filter: { ticket: '{record.id}', internal: true },
        outputVariable: 'notes',
      },
    },
    {
      id: 'touch',
      type: 'update_record',
      label: 'Touch',
      config: { objectName: 'desk_account', filter: { id: '{record.account}' }, fields: { tier: 'gold' } },
    },
    { id: 'again', type: 'subflow', label: 'Tell', config: { flowName: 'desk_tell' } },
    { id: 'end', type: 'end', label: 'End' },
  ],
  edges: [
    { id: 'e1', source: 'start', target: 'find_notes', type: 'default' },
    { id: 'e2', source: 'find_notes', target: 'touch', type: 'default', condition: 'record.hours > 2' },
    { id: 'e3', source: 'touch', target: 'again', type: 'default' },
    { id: 'e4', source: 'again', target: 'end', type: 'default' },
  ],
};

const tell = {
  name: 'desk_tell',
  label: 'Tell',
  type: 'autolaunched',
  runAs: 'system',
  status: 'active',
  nodes: [
    { id: 'start', type: 'start', label: 'Start' },
    { id: 'end', type: 'end', label: 'End' },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'end', type: 'default' }],
};

const dashboard = {
  name: 'desk_overview',
  label: 'Overview',
  columns: 12,
  dateRange: { field: 'opened_on' },
  globalFilters: [
    {
      name: 'account',
      field: 'account',
      type: 'lookup',
      optionsFrom: { object: 'desk_account', valueField: 'id', labelField: 'name' },
    },
  ],
  header: { actions: [{ label: 'Close', actionType: 'script', actionUrl: 'desk_close' }] },
  widgets: [
    {
      id: 'load',
      title: 'Load',
      type: 'bar',
      dataset: 'desk_load',
      dimensions: ['status'],
      values: ['tickets', 'hours'],
      filter: { urgent: true },
      chartConfig: { type: 'bar', xAxis: { field: 'status' }, yAxis: [{ field: 'tickets' }] },
      layout: { x: 0, y: 0, w: 6, h: 4 },
    },
  ],
};

export const sampleStack: Stack = {
  manifest: {
    id: 'com.acme.desk',
    namespace: 'desk',
    version: '1.0.0',
    type: 'app',
    name: 'Desk',
    engines: { protocol: '^17' },
  },
  requires: ['triggers', 'automation'],
  objects: [ticket, account, contact, note],
  views: [ticketViews],
  actions: [
    {
      name: 'desk_close',
      label: 'Close',
      type: 'script',
      objectName: 'desk_ticket',
      locations: ['list_item', 'record_header'],
      visible: "record.status == 'open'",
      body: {
        language: 'js',
        source: "await ctx.api.object('desk_note').find({});",
        capabilities: ['api.read'],
      },
    },
    { name: 'desk_start', label: 'Start', type: 'flow', target: 'desk_tell', locations: ['record_more'] },
    { name: 'desk_help', label: 'Help', type: 'modal', target: 'desk_home', locations: ['record_more'] },
    {
      name: 'desk_edit',
      label: 'Edit',
      type: 'form',
      objectName: 'desk_ticket',
      target: 'desk_ticket.edit',
      locations: ['record_header'],
      params: [{ field: 'hours' }, { name: 'who', label: 'Who', type: 'lookup', reference: 'desk_contact' }],
    },
  ],
  flows: [escalate, tell],
  hooks: [
    {
      name: 'desk_stamp',
      object: 'desk_ticket',
      events: ['beforeUpdate'],
      condition: "record.status == 'done'",
      body: { language: 'js', source: 'ctx.input.hours = 1;', capabilities: [] },
    },
  ],
  datasets: [
    {
      name: 'desk_load',
      label: 'Load',
      object: 'desk_ticket',
      include: ['account'],
      dimensions: [
        { name: 'status', label: 'Status', field: 'status', type: 'string' },
        { name: 'tier', label: 'Tier', field: 'account.tier', type: 'string' },
      ],
      measures: [
        { name: 'tickets', label: 'Tickets', aggregate: 'count', filter: { 'account.tier': 'gold' } },
        { name: 'hours', label: 'Hours', aggregate: 'sum', field: 'hours' },
      ],
    },
  ],
  reports: [
    {
      name: 'desk_report',
      label: 'Report',
      type: 'summary',
      dataset: 'desk_load',
      rows: ['status', 'tier'],
      values: ['hours'],
      runtimeFilter: { status: 'open' },
    },
  ],
  dashboards: [dashboard],
  pages: [
    {
      name: 'desk_home',
      label: 'Home',
      type: 'record',
      object: 'desk_ticket',
      template: 'default',
      kind: 'full',
      regions: [
        {
          name: 'main',
          components: [
            { type: 'record:highlights', properties: { fields: ['subject', 'status'] } },
            { type: 'record:path', properties: { statusField: 'status' } },
            { type: 'record:quick_actions', properties: { actionNames: ['desk_close'] } },
            {
              type: 'record:related_list',
              properties: {
                objectName: 'desk_note',
                relationshipField: 'ticket',
                columns: ['text', 'weight'],
                sort: 'weight desc',
              },
            },
            {
              type: 'record:details',
              properties: { sections: [{ name: 'extra', fields: ['body', 'rate'] }] },
            },
          ],
        },
      ],
    },
  ],
  permissions: [
    {
      name: 'desk_agent',
      label: 'Agent',
      objects: {
        desk_ticket: { allowRead: true, allowCreate: true },
        desk_note: { allowRead: true, allowCreate: true },
        sys_user: { allowRead: true },
      },
      fields: { 'desk_ticket.rate': { readable: false, editable: false } },
      rowLevelSecurity: [
        { name: 'own', object: 'desk_contact', operation: 'select', using: 'email == current_user.email' },
      ],
    },
  ],
  sharingRules: [
    {
      name: 'urgent_to_all',
      type: 'criteria',
      object: 'desk_ticket',
      condition: 'record.urgent == true',
      accessLevel: 'read',
      sharedWith: { type: 'position', value: 'agent' },
    },
  ],
  positions: [{ name: 'agent', label: 'Agent' }],
  data: [
    {
      object: 'desk_account',
      externalId: 'name',
      mode: 'upsert',
      records: [
        { name: 'Acme', tier: 'gold' },
        { name: 'Beta', tier: 'tin' },
      ],
    },
  ],
  apps: [
    {
      name: 'desk_app',
      label: 'Desk',
      navigation: [
        {
          id: 'work',
          label: 'Work',
          type: 'group',
          children: [
            {
              id: 'tickets',
              label: 'Tickets',
              type: 'object',
              objectName: 'desk_ticket',
              viewName: 'schedule',
            },
            { id: 'accounts', label: 'Accounts', type: 'object', objectName: 'desk_account' },
            { id: 'home', label: 'Home', type: 'page', pageName: 'desk_home' },
            { id: 'overview', label: 'Overview', type: 'dashboard', dashboardName: 'desk_overview' },
            { id: 'report', label: 'Report', type: 'report', reportName: 'desk_report' },
            { id: 'start', label: 'Start', type: 'action', actionDef: { actionName: 'desk_start' } },
          ],
        },
      ],
    },
  ],
  translations: [
    {
      de: {
        objects: {
          desk_ticket: {
            label: 'Vorgang',
            fields: { subject: { label: 'Betreff' } },
            _views: { schedule: { label: 'Plan' } },
            _sections: { closing: { label: 'Abschluss' } },
            _actions: { desk_close: { label: 'Schließen' } },
          },
        },
        apps: { desk_app: { label: 'Vorgänge', navigation: { tickets: { label: 'Vorgänge' } } } },
      },
    },
  ],
};
