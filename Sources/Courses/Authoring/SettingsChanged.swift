/// Settings are no longer as they were shown to who changes them: somebody else has kept theirs meanwhile. Nothing was
/// stored.
public struct SettingsChanged: Error, Equatable, Sendable {
    public init() {}
}
