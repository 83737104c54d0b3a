-- In addition to console-test.sql: a limit of many workspaces, a host without workspaces, and codes. Codes with small
-- numbers exist to be revoked.
BEGIN;
UPDATE meta_users SET max_workspaces = 100000;
INSERT INTO moorage.hosts (kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
    has_first_host_key, machine_id, vcpu, ram_gb, storage_gb, owner_id, state)
SELECT 'bare_metal', 'Rack 9', '198.18.7.21', 22, 'moorage-service', 'ssh-ed25519', 'SHA256:y', false, 'm9', 8,
    64, 400, id, 'ready' FROM meta_users WHERE email = 'me@example.com';
INSERT INTO workspace_otps (id, workspace_id, otp_code, expires_at, max_uses)
SELECT c.id, w.id, c.code, now() + interval '1 day', 1000 FROM workspaces w
JOIN (VALUES (1, 'wsh4rbr', 'aaaaa1'), (2, 'wsh4rbr', 'aaaaa2'), (9001, 'wsh4rbr', 'a1b2c3'),
    (9002, 'wsm00n5', '0F0F0F')) c (id, workspace_id, code) USING (workspace_id);
SELECT setval(pg_get_serial_sequence('workspace_otps', 'id'), 10000);
COMMIT;
