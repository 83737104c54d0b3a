extension TemplateSource {
    /// Where the application and its tasks may write.
    static let applicationFolders = Self(
        name: "application-folders",
        text: """
            ReadWritePaths=-/srv/moorage/{{workspace}}/app -/srv/moorage/{{workspace}}/media -/srv/moorage/{{workspace}}/logs

            """
    )
}
