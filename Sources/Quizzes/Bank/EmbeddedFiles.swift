import Foundation

/// Addresses of the files that came inside a file of questions.
enum EmbeddedFiles {
    /// The text with `@@PLUGINFILE@@/name` put right, its name as it is or encoded as in an address.
    static func settling(_ text: String, _ files: [(name: String, address: String)]) -> String {
        guard !files.isEmpty, text.contains("@@PLUGINFILE@@/") else { return text }
        return files.reduce(text) { text, file in
            let encoded = file.name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file.name
            return text.replacing("@@PLUGINFILE@@/\(file.name)", with: file.address)
                .replacing("@@PLUGINFILE@@/\(encoded)", with: file.address)
        }
    }
}
