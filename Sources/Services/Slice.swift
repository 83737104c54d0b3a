internal import Workspaces

extension WorkspaceService {
    /// What all services of the workspace may use together.
    package static let slice = WorkspaceService(
        "slice",
        title: "limits",
        files: [
            ServiceFile(
                "slice",
                .unit,
                TemplatePart(
                    """
                    # Rendered by Moorage: a change made here is overwritten by the next run.
                    [Unit]
                    Description=Moorage workspace {{unit(workspace)}}: limits

                    [Slice]
                    CPUAccounting=yes
                    CPUQuota={{cpu_quota}}%
                    CPUWeight={{cpu_weight}}
                    MemoryAccounting=yes
                    MemoryHigh={{memory_high}}M
                    MemoryMax={{memory_maximum}}M
                    TasksAccounting=yes
                    TasksMax={{tasks}}

                    """,
                    values: [
                        "cpu_quota": .fact { "\($0.specification.resources.vcpu * 100)" },
                        "cpu_weight": .fact { "\(share(of: $0.specification.tier).weight)" },
                        "memory_high": .fact { "\($0.memory * 9 / 10)" },
                        "memory_maximum": .fact { "\($0.memory)" },
                        "tasks": .fact { "\(share(of: $0.specification.tier).tasks)" },
                    ]
                )
            )
        ],
        partials: [serviceLimits]
    )

    /// The share when processors are scarce (systemd's default is 100) and the number of tasks, by tier; an unknown
    /// tier is treated as `starter`, the table's default.
    private static func share(of tier: String) -> (weight: Int, tasks: Int) {
        switch tier {
        case "free": (50, 512)
        case "pro": (200, 4096)
        default: (100, 1024)
        }
    }

    /// The common part of a workspace's units: their user and what they may access.
    private static let serviceLimits = TemplateSource(
        name: "service-limits",
        text: """
            User={{workspace}}
            Group={{workspace}}
            Slice=moorage-{{workspace}}.slice
            Restart=on-failure
            RestartSec=2
            UMask=0027
            NoNewPrivileges=yes
            CapabilityBoundingSet=
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes
            ProtectControlGroups=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes

            """
    )
}
