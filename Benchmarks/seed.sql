-- Data for the benchmarks: one user's 200 running workspaces, with 50 valid codes each. Codes are six hex digits,
-- spread over the table by a permutation of the numbers, with a million uses each, so that none runs out.
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, instance_url, tailscale_url, ip_address,
    region, subscription_tier, monthly_cost, config_data)
SELECT 'ws' || lpad(to_hex(i), 5, '0'), 'Workspace ' || i, u.id, 'cloud', 'active',
    'https://ws' || lpad(to_hex(i), 5, '0') || '.workspaces.test', 'https://ws' || lpad(to_hex(i), 5, '0') || '.ts.net',
    '192.0.2.' || i % 256, 'nyc3', 'pro', 24.00, '{"features": {"rag_enabled": true, "max_users": 10}}'
FROM generate_series(1, 200) i, meta_users u WHERE u.email = 'bench@example.com';

INSERT INTO workspace_otps (workspace_id, otp_code, max_uses)
SELECT w.id, upper(lpad(to_hex((row_number() OVER (ORDER BY w.id, n) * 7919) % 16777213), 6, '0')), 1000000
FROM workspaces w, generate_series(1, 50) n;

-- The listeners follow the log of this workspace, which waits for an API token that never comes, so its log does not
-- end.
INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
SELECT 'wsstream', 'Listened to', id, 'cloud' FROM meta_users WHERE email = 'bench@example.com';

VACUUM ANALYZE;
