extension TemplateSource {
    /// What all services of a workspace have in common: whose they are and what they may touch.
    static let serviceLimits = Self(
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
