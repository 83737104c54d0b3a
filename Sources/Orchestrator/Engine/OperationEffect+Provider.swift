extension OperationEffect {
    /// Whether the effect changes something at the provider, which knows no epochs: the database and the host refuse an
    /// old holder, the provider does as it is told. Such an effect is not begun once the lease may be over.
    ///
    /// Preparing is left out: keys, tags and the firewall are everybody's, and the same whoever makes them.
    var changesProvider: Bool {
        switch self {
        case .createServer, .destroyDuplicates, .publishAddress, .withdrawAddress, .destroyServers, .powerOn: true
        case .planServer, .intendServer, .placeOnHost, .prepareServer, .findServers, .awaitServer, .connect, .inspect,
            .movePorts, .install, .startRun, .followRun, .stopRun, .verify, .release:
            false
        }
    }
}
