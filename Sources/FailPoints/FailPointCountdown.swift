/// Counts how often a fail point is reached, until it is time.
struct FailPointCountdown: Sendable {
    private let setting: FailPointSetting
    private var count = 0

    init(_ setting: FailPointSetting) { self.setting = setting }

    /// Notes that a fail point was reached.
    ///
    /// - Returns: what is to happen now; nil for nothing.
    mutating func reach(_ name: String) -> FailPointSetting.Action? {
        guard name == setting.name else { return nil }
        count += 1
        return count == setting.occurrence ? setting.action : nil
    }
}
