import Contest
import Documents
import Foundation
import Storage

/// What a line of the log says of an event, in words: «этап «Финал»», «работа 3», «версия 2».
///
/// The line itself holds JSON, which is what its hash is of. What has no words here is shown as it stands there.
struct ContestLogDetails {
    private let fields: [String: Any]
    private let stages: [Stage]
    private let event: ContestEvent

    init(_ line: LogLine, stages: [Stage]) {
        fields = (try? JSONSerialization.jsonObject(with: Data(line.details.utf8))) as? [String: Any] ?? [:]
        self.stages = stages
        event = line.event
    }

    func text(_ t: Words) -> String {
        fields.sorted { ($0.value is String ? 1 : 0, $0.key) < ($1.value is String ? 1 : 0, $1.key) }
            .compactMap { phrase($0, $1, t) }.joined(separator: " · ")
    }

    private func phrase(_ name: String, _ value: Any, _ t: Words) -> String? {
        let said = ["value": plain(value)]
        // Of a sheet's or a work's hash: enough to compare it by eye.
        let beginning = ["value": "\(plain(value).prefix(12))…"]
        switch name {
        case "title", "topic", "reason", "comment": return "«\(plain(value))»"
        case "registration": return t.text("result.line_entry", said)
        case "receipt": return t.text("result.line_receipt", said)
        case "stage": return t.text("result.line_stage", ["value": stage(value) ?? plain(value)])
        case "stageAdded": return t.text("result.line_stage_added", said)
        case "stageRemoved": return t.text("result.line_stage_removed", said)
        case "task": return t.text("result.line_task", said)
        case "version": return t.text("result.line_version", said)
        case "regulation": return t.text("result.line_regulation", said)
        case "juror": return t.text("result.line_juror", said)
        case "isChair": return value as? Bool == true ? t["result.line_chair"] : nil
        case "capacity": return t.text("result.line_capacity", said)
        case "sheet": return t.text("result.line_sheet", said)
        case "lesson": return t.text("result.line_lesson", said)
        case "appeal": return t.text("result.line_appeal", said)
        case "batch": return t.text("result.line_batch", said)
        case "number": return t.text("result.line_number", said)
        case "minutes": return t.text("result.line_minutes", said)
        case "startsAt": return instant(value).map { t.text("result.line_starts", ["value": t.dateTime($0)]) }
        case "until": return instant(value).map { t.text("result.line_until", ["value": t.dateTime($0)]) }
        case "shifted": return t.text("result.line_shifted", said)
        case "points": return t.text("result.line_points", said)
        case "seed": return t.text("result.line_seed", said)
        case "proof": return t.text("result.line_proof", said)
        case "proofs": return count(value).map { t.plural("result.line_proofs", count: $0) }
        case "count": return (value as? String).flatMap { Int($0) }.map { t.plural("result.line_documents", count: $0) }
        case "stayed": return (value as? Int).map { t.plural("result.line_stayed", count: $0) }
        case "pairs": return count(value).map { t.plural("result.line_pairs", count: $0) }
        case "entrants": return count(value).map { t.text("result.line_entrants", ["count": "\($0)"]) }
        case "organisations": return count(value).map { t.text("result.line_organisations", ["count": "\($0)"]) }
        case "entries": return count(value).map { t.text("result.line_entries", ["count": "\($0)"]) }
        case "nominations": return t.text("result.line_nominations", said)
        case "tally": return count(value).map { t.text("result.line_tally", ["count": "\($0)"]) }
        case "kind": return kind(plain(value), t)
        case "outcome": return Appeal.Outcome(rawValue: plain(value)).map { t.text($0) } ?? plain(value)
        case "origin": return origin(plain(value), t)
        case "rules": return t["result.line_rules"]
        case "sha256", "table": return t.text("result.line_hash", said)
        case "snapshot": return t.text("result.line_snapshot", said)
        case "hash": return t.text("result.line_hash", beginning)
        case "previous": return t.text("result.line_previous", beginning)
        default: return "\(name): \(plain(value))"
        }
    }

    /// A string as it is, anything else as JSON writes it.
    private func plain(_ value: Any) -> String {
        if let text = value as? String { return text }
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
        return (try? JSONSerialization.data(withJSONObject: value, options: options))
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func stage(_ value: Any) -> String? {
        if let title = value as? String { return title }
        return (value as? Int64).flatMap { id in stages.first { $0.id.rawValue == id }?.title }
    }

    private func instant(_ value: Any) -> Date? {
        (value as? Int64).map { Date(timeIntervalSince1970: Double($0) / 1_000) }
    }

    private func count(_ value: Any) -> Int? { (value as? [Any])?.count }

    private func kind(_ word: String, _ t: Words) -> String {
        if let kind = ResultKind(rawValue: word) { return t.text(kind) }
        return event == .documentsIssued ? Document.Kind(rawValue: word).map { t.kind($0) } ?? word : word
    }

    private func origin(_ word: String, _ t: Words) -> String {
        switch ScoreSheet.Origin(rawValue: word) {
        case .plan: t["result.line_by_plan"]
        case .replacement: t["result.line_replacement"]
        case .third: t["result.line_third"]
        case nil: word
        }
    }
}
