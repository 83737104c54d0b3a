-- A host with two workspaces: an active one with a long log, and one whose row was refused.
BEGIN;
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, vcpu, ram_gb, storage_gb,
    instance_url, ip_address, provisioned_at)
SELECT w.*, 'https://wsh4rbr.example.com', '198.18.7.20', now() FROM (
    SELECT 'wsh4rbr', 'Lighthouse', id, 'bare_metal', 'active', 6, 24, 120 FROM meta_users
    WHERE email = 'me@example.com') w;
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, vcpu, ram_gb, storage_gb)
SELECT 'wsm00n5', 'Moon base', id, 'moon', 'failed', 2, 4, 50 FROM meta_users WHERE email = 'me@example.com';
DELETE FROM moorage.requests WHERE workspace_id IN ('wsh4rbr', 'wsm00n5');
INSERT INTO moorage.workspaces (number, workspace_id, status, instance_url, ip_address, provisioned_at, provisioning)
SELECT id, workspace_id, status, instance_url, ip_address, provisioned_at, CASE status WHEN 'active' THEN
    '{"ports": {"daphne": 9700, "redis": 7979, "qdrant_http": 7933, "qdrant_grpc": 7934, "neo4j": 9287}}'::jsonb END
FROM workspaces WHERE workspace_id IN ('wsh4rbr', 'wsm00n5');
INSERT INTO moorage.hosts (kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
    has_first_host_key, machine_id, vcpu, ram_gb, storage_gb, owner_id, state)
SELECT 'bare_metal', 'Rack 6', '198.18.7.20', 22, 'moorage-service', 'ssh-ed25519', 'SHA256:x', false, 'm6', 8,
    64, 400, id, 'ready' FROM meta_users WHERE email = 'me@example.com';
INSERT INTO moorage.host_reservations (workspace_number, host_id, vcpu, ram_gb, storage_gb)
SELECT w.id, h.id, 6, 24, 120 FROM workspaces w, moorage.hosts h
WHERE w.workspace_id = 'wsh4rbr' AND h.name = 'Rack 6';
INSERT INTO moorage.operation_history (id, workspace_number, kind, outcome, transitions, created_at)
SELECT 900000, id, 'provision', 'succeeded', 12, now() - interval '4 minutes' FROM workspaces
WHERE workspace_id = 'wsh4rbr';
INSERT INTO moorage.transitions (operation_id, sequence, from_step, event, to_step, event_data, epoch, at)
SELECT 900000, s.n, s.a, 'x', s.b, '{}', 1, now() - s.ago FROM (VALUES
    (1, 'accept', 'place', interval '239 seconds'), (2, 'place', 'connect', interval '238 seconds'),
    (3, 'connect', 'inspect', interval '230 seconds'), (4, 'inspect', 'install', interval '221 seconds'),
    (5, 'install', 'converge', interval '214 seconds'), (6, 'converge', 'verify', interval '19 seconds'),
    (7, 'verify', 'finish', interval '0 seconds')) s (n, a, b, ago);
INSERT INTO provisioning_logs (workspace_id, level, message, timestamp)
SELECT w.id, CASE WHEN i % 97 = 0 THEN 'warning' WHEN i % 5 = 0 THEN 'debug' ELSE 'info' END,
    CASE WHEN i % 12 = 0 THEN 'qdrant: the container image docker.io/qdrant/qdrant:v1.12.4 is pulled, layer '
        || i || ' of 3203, checked against its digest sha256:6f2d8a7c91be40355c1f, and unpacked'
    ELSE 'Task ' || i || ': ok' END, now() - interval '4 minutes' + i * interval '70 milliseconds'
FROM workspaces w, generate_series(1, 3203) i WHERE w.workspace_id = 'wsh4rbr';
INSERT INTO provisioning_logs (workspace_id, level, message)
SELECT id, 'error', 'deployment_type "moon" is neither cloud nor bare_metal. Correct the row, then ask with '
    || 'moorage workspace retry wsm00n5.' FROM workspaces WHERE workspace_id = 'wsm00n5';
COMMIT;
