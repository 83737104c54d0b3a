-- What the benchmarks read and write: one user's 200 running workspaces, and 50 good codes for each.
-- Codes are six hex digits, spread over the table by a permutation of the numbers; a million uses each, so that none
-- runs out.
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, instance_url, tailscale_url, ip_address,
    region, subscription_tier, monthly_cost, config_data)
SELECT 'ws' || lpad(to_hex(i), 5, '0'), 'Workspace ' || i, u.id, 'cloud', 'active',
    'https://ws' || lpad(to_hex(i), 5, '0') || '.workspaces.test', 'https://ws' || lpad(to_hex(i), 5, '0') || '.ts.net',
    '192.0.2.' || i % 256, 'nyc3', 'pro', 24.00, '{"features": {"rag_enabled": true, "max_users": 10}}'
FROM generate_series(1, 200) i, meta_users u WHERE u.email = 'bench@example.com';

INSERT INTO workspace_otps (workspace_id, otp_code, max_uses)
SELECT w.id, upper(lpad(to_hex((row_number() OVER (ORDER BY w.id, n) * 7919) % 16777213), 6, '0')), 1000000
FROM workspaces w, generate_series(1, 50) n;

-- The log's listeners listen to this one: it waits for an API token that nobody gives, so that its log does not end.
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
SELECT 'wsstream', 'Listened to', id, 'cloud' FROM meta_users WHERE email = 'bench@example.com';

VACUUM ANALYZE;
