/// Ends the handling of a request whose connection was closed on purpose.
struct DroppedConnection: Error {}
