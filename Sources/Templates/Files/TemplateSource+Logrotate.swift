extension TemplateSource {
    /// The logs that the application writes itself; all others are in the journal.
    static let logrotate = Self(
        name: "logrotate",
        text: """
            # Rendered by Moorage: a change made here is overwritten by the next run.
            /srv/moorage/{{workspace}}/logs/*.log {
                su {{workspace}} {{workspace}}
                daily
                rotate 14
                maxsize 50M
                missingok
                notifempty
                compress
                delaycompress
                # The application keeps its files open.
                copytruncate
            }

            """
    )
}
