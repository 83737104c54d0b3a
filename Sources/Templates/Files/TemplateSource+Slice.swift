extension TemplateSource {
    /// What all services of the workspace may use together.
    static let slice = Self(
        name: "slice",
        text: """
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

            """
    )
}
