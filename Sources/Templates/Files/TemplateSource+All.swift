extension TemplateSource {
    /// Every template, compiled in: the binary stands alone.
    static let all: [TemplateSource] = [
        environment, daphneUnit, celeryWorkerUnit, celeryBeatUnit, redisConfiguration, redisUnit,
        qdrantConfiguration, qdrantUnit, neo4jConfiguration, neo4jUnit, nginxSite, database, slice, logrotate,
        serviceLimits, applicationFolders, nginxProxy,
    ]
}
