extension WorkspaceService {
    /// The logs that the application writes itself; all others are in the journal.
    package static let logrotate = WorkspaceService(
        "logrotate",
        title: "the rotation of log files",
        files: [
            ServiceFile(
                "logrotate",
                .logRotation,
                TemplatePart(
                    """
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
            )
        ]
    )
}
