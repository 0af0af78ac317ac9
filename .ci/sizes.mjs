// Architectures of 1, 3, 24, 60 and 300 components, as a large organisation might describe them: systems of a few teams, made of
// the same kinds of services, with owners, a third party, data, accounts and departures. Written as JSON, which is YAML.
// Usage: node sizes.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What a system is made of: name, group, service, variant, classes of data.
const parts = [
  ['api', 'Interface', 'application', 'aws/ecs', 'fargate', ['personal']],
  ['database', 'Database', 'data', 'aws/rds', null, ['personal']],
  ['documents', 'Documents', 'data', 'aws/s3', null, ['personal']],
  ['network', 'Network', 'edge', 'aws/vpc', null, ['none']],
  ['jobs', 'Jobs', 'application', 'aws/lambda', 'container-image', ['internal']],
  ['queue', 'Work queue', 'application', 'aws/sqs', null, ['internal']],
  ['keys', 'Keys', 'data', 'aws/kms', null, ['none']],
  ['load-balancer', 'Load balancer', 'edge', 'aws/elb', null, ['personal']],
  ['logs', 'Logs', 'operations', 'aws/cloudwatch-logs', null, ['internal']],
  ['secrets', 'Secrets', 'data', 'aws/secrets-manager', null, ['none']],
  ['cluster', 'Cluster', 'application', 'aws/eks', 'managed-node-groups', ['internal']],
  ['hosts', 'Hosts', 'application', 'aws/ec2', null, ['internal']],
  ['volumes', 'Volumes', 'data', 'aws/ebs', null, ['internal']],
  ['cdn', 'Content delivery', 'edge', 'aws/cloudfront', null, ['personal']],
  ['cache', 'Session cache', 'data', 'aws/elasticache', 'serverless', ['personal']],
  ['table', 'Sessions', 'data', 'aws/dynamodb', null, ['personal']],
  ['firewall', 'Web application firewall', 'edge', 'aws/waf', null, ['none']],
  ['dns', 'Names', 'edge', 'aws/route53', null, ['none']],
  ['sign-in', 'Sign-in', 'identity', 'aws/cognito', null, ['personal']],
  ['events', 'Events', 'application', 'aws/eventbridge', null, ['internal']],
  ['images', 'Images', 'application', 'aws/ecr', null, ['none']],
  ['vault', 'Backup vault', 'operations', 'aws/backup', null, ['personal']],
  ['roles', 'Roles', 'identity', 'aws/iam', null, ['none']],
  ['alarms', 'Alarms', 'operations', 'aws/cloudwatch', null, ['none']],
  ['files', 'Shared files', 'data', 'aws/efs', null, ['internal']],
];
const systems = ['orders', 'billing', 'catalogue', 'shipping', 'returns', 'pricing', 'stock', 'suppliers', 'reports', 'partners', 'loyalty', 'support'];
const teams = { shop: 'Shop team', finance: 'Finance systems team', logistics: 'Logistics platform team' };
const team = (system) => Object.keys(teams)[systems.indexOf(system) % 3];

function architecture(size) {
  const components = Array.from({ length: size }, (_, at) => {
    const system = systems[Math.floor(at / parts.length) % systems.length];
    const [id, name, group, service, variant, data] = parts[at % parts.length];
    const component = { id: `${system}-${id}`, name: `${name} of ${system}`, group, service, data, account: team(system), regions: ['eu-central-1', 'eu-west-1'] };
    if (variant) component.variant = variant;
    if (id === 'jobs') component.instances = ['import', 'export', 'clean-up'].map((job) => `${system}-${job}`);
    if (id === 'database') component.notes = `The only store of **${system}**; moved to a new major version each spring.`;
    if (id === 'queue') component.responsibilities = { 'backup-recovery': { not_applicable: 'Messages are sent again from the database.' } };
    if (id === 'documents' && at > 25) component.responsibilities = { 'client-side-encryption': { party: 'customer', because: 'STD-012 asks for it.', customer: 'Encrypt each document before it is stored.' } };
    return component;
  });
  const inUse = (group) => components.some((component) => component.group === group);
  const groups = ['edge', 'application', 'data', 'identity', 'operations'].filter(inUse);
  const used = [...new Set(components.map((component) => component.account))];
  const name = `Retail platform, ${size} ${size === 1 ? 'component' : 'components'}`;
  // The smallest says no more than it must.
  if (size === 1) return { id: 'size-1', name, components: components.map(({ id, service, variant }) => ({ id, service, variant })) };
  return {
    id: `size-${size}`,
    name,
    components,
    organisation: { name: 'Northquay Retail Group, Ltd.', short: 'Northquay' },
    version: '3.0', date: '2026-11-20', status: 'draft',
    document: { number: `SEC-${size}`, handling: 'Confidential', next_review: '2027-05-15' },
    summary: 'Customers order, pay and return goods. Each system has the *same* parts and an owner of its own.',
    revisions: [{ version: '3.0', date: '2026-11-20', author: 'Architecture', changes: 'Third Region removed.' }],
    sign_off: [{ party: 'Northquay', role: 'Chief information security officer' }, { party: 'aws', commitment: 'provider' }],
    residency: ['eu'],
    data_classes: { personal: { title: 'Personal data' }, internal: { title: 'Internal data' }, none: { title: 'No customer content' } },
    accounts: Object.fromEntries(used.map((id) => [id, { title: `retail-${id}-prod`, provider: 'aws', environment: 'production' }])),
    owners: {
      ...Object.fromEntries(used.map((id) => [id, { name: teams[id], contact: `${id}@example.org` }])),
      platform: { name: 'Cloud platform team', contact: 'cloud@example.org' },
      msp: { name: 'Example Managed Services', third_party: true, agreement: { title: 'MSA-2025-114', expires: '2028-01-31' } },
    },
    assign: [
      ...used.map((id) => ({ owner: id, components: components.filter((component) => component.account === id).map((component) => component.id) })),
      { layers: ['network', 'platform'], owner: 'platform', performed_by: 'msp' },
    ],
    groups,
  };
}

const [folder] = process.argv.slice(2);
for (const size of [1, 3, 24, 60, 300]) {
  const target = join(folder, `size-${size}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'architecture.yaml'), JSON.stringify(architecture(size), null, 1));
}
