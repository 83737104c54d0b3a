extension WorkspaceService {
    /// The front server: the only part of a workspace that listens beyond loopback.
    package static let nginx = WorkspaceService(
        "nginx",
        title: "the front server",
        checks: [HealthCheck(.https, on: nil, path: "/health/", namesDomain: true)],
        files: [
            ServiceFile(
                "nginx.conf",
                .site,
                TemplatePart(
                    """
                    # Rendered by Moorage: a change made here is overwritten by the next run.
                    map $http_upgrade $moorage_{{workspace}}_connection {
                        default upgrade;
                        "" "";
                    }

                    upstream moorage_{{workspace}} {
                        server 127.0.0.1:{{daphne_port}};
                        keepalive 16;
                    }

                    server {
                        listen 80;
                        listen [::]:80;
                        server_name {{nginx(domain)}};
                        server_tokens off;
                        access_log /var/log/nginx/moorage-{{workspace}}.access.log;
                        error_log /var/log/nginx/moorage-{{workspace}}.error.log;

                        location ^~ /.well-known/acme-challenge/ {
                            root /var/lib/moorage/acme;
                            default_type text/plain;
                        }

                        location /health/ {
                            {{>nginx-proxy}}
                        }

                        location / {
                            return 301 https://$server_name$request_uri;
                        }
                    }

                    server {
                        listen 443 ssl http2;
                        listen [::]:443 ssl http2;
                        server_name {{nginx(domain)}};
                        server_tokens off;
                        access_log /var/log/nginx/moorage-{{workspace}}.access.log;
                        error_log /var/log/nginx/moorage-{{workspace}}.error.log;

                        ssl_certificate /etc/moorage/workspaces/{{workspace}}/tls/certificate.pem;
                        ssl_certificate_key /etc/moorage/workspaces/{{workspace}}/tls/key.pem;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        ssl_session_timeout 1d;
                        ssl_session_tickets off;

                        client_max_body_size 100m;
                        client_body_timeout 60s;
                        client_header_timeout 30s;
                        send_timeout 60s;
                        large_client_header_buffers 4 16k;

                        location /static/ {
                            alias /srv/moorage/{{workspace}}/app/static/;
                            # A link to what belongs to somebody else would be followed with nginx's rights.
                            disable_symlinks if_not_owner from=/srv/moorage/{{workspace}}/app/static/;
                            expires 1h;
                        }

                        location /media/ {
                            alias /srv/moorage/{{workspace}}/media/;
                            disable_symlinks if_not_owner from=/srv/moorage/{{workspace}}/media/;
                            # What users upload must not run as a page of the workspace.
                            add_header X-Content-Type-Options nosniff always;
                            add_header Content-Security-Policy "default-src 'none'; img-src 'self'; media-src 'self'; sandbox" always;
                        }

                        location / {
                            {{>nginx-proxy}}
                        }
                    }

                    """,
                    values: ["domain": .fact { $0.domain }, "daphne_port": .port(.daphne)]
                )
            )
        ],
        partials: [
            // How the front server passes a request on, a WebSocket included.
            TemplateSource(
                name: "nginx-proxy",
                text: """
                    proxy_pass http://moorage_{{workspace}};
                    proxy_http_version 1.1;
                    proxy_set_header Host $host;
                    proxy_set_header X-Real-IP $remote_addr;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $moorage_{{workspace}}_connection;
                    proxy_connect_timeout 10s;
                    proxy_send_timeout 60s;
                    # Long enough for a quiet WebSocket.
                    proxy_read_timeout 300s;

                    """
            )
        ]
    )
}
