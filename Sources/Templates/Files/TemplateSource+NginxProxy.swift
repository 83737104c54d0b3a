extension TemplateSource {
    /// How the front server passes a request on, a WebSocket included.
    static let nginxProxy = Self(
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
}
