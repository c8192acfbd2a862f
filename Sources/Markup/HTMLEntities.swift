import CLibXML2

/// The named characters of HTML.
public enum HTMLEntities {
    /// The number of the character called `name` (`uarr`), nil when there is none of that name.
    public static func code(of name: String) -> UInt32? {
        guard let entity = htmlEntityLookup(name) else { return nil }
        return entity.pointee.value
    }
}
